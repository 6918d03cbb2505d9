import { expect, it } from 'vitest';
import { readServerAddress } from '../../../../../src/renderer/desk/features/session/server-address.ts';

it.each([
  ['https://zari.example.ge', 'https://zari.example.ge'],
  [' zari.example.ge/ ', 'https://zari.example.ge'],
  ['zari.example.ge:8443', 'https://zari.example.ge:8443'],
  ['ZARI.example.ge/desk//', 'https://zari.example.ge/desk'],
  ['127.0.0.1:7100', 'http://127.0.0.1:7100'],
  ['localhost', 'http://localhost'],
  ['http://192.168.1.5:7100', 'http://192.168.1.5:7100'],
])('reads %s as %s', (typed, address) => {
  expect(readServerAddress(typed)).toBe(address);
});

it.each([
  '',
  '  ',
  'two words',
  'ftp://zari.example.ge',
  'file:///etc/hosts',
  'https://',
  'https://nino:secret@zari.example.ge',
  'https://zari.example.ge/?a=1',
  `https://zari.example.ge/${'a'.repeat(300)}`,
])('refuses “%s”', (typed) => {
  expect(readServerAddress(typed)).toBeUndefined();
});
