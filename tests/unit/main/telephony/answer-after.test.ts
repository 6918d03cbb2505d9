import { expect, test } from 'vitest';
import { answerAfterOf } from '../../../../src/main/telephony/answer-after.ts';

const of = (headers: Readonly<Record<string, string>>) => answerAfterOf((name) => headers[name]);

test.each([
  [{ 'Call-Info': '<sip:pbx.example>;answer-after=2' }, 2],
  [{ 'Call-Info': '<sip:pbx.example> ; Answer-After = 0' }, 0],
  [{ 'Call-Info': '<http://pbx.example/photo.jpg>;purpose=icon, <sip:pbx.example>;answer-after=5' }, 5],
  [{ 'Alert-Info': '<http://www.pbx.example>;info=alert-autoanswer;delay=3' }, 3],
  [{ 'Alert-Info': '<http://www.pbx.example>;info=alert-autoanswer' }, 0],
  [{ 'Alert-Info': 'info=alert-autoanswer' }, 0],
  [{ 'Alert-Info': '<Auto Answer>' }, 0],
  [{ 'Alert-Info': 'Auto Answer' }, 0],
  [{ 'Alert-Info': 'ring-answer' }, 0],
  [{ 'Alert-Info': '<http://www.pbx.example>;info=RingAnswer;delay="1"' }, 1],
  [{ 'Answer-Mode': 'Auto' }, 0],
  [{ 'Answer-Mode': 'Auto;require' }, 0],
])('%o: after %d s', (headers, seconds) => {
  expect(of(headers)).toBe(seconds);
});

test.each([
  {},
  { 'Call-Info': '<http://pbx.example/photo.jpg>;purpose=icon' },
  { 'Call-Info': '<sip:pbx.example>;answer-after=soon' },
  { 'Call-Info': '<sip:pbx.example>;answer-after=-1' },
  { 'Call-Info': '<sip:pbx.example>;answer-after=3600' },
  { 'Call-Info': '<sip:pbx.example>;no-answer-after=1' },
  { 'Alert-Info': '<http://pbx.example/bellcore-dr2>' },
  { 'Alert-Info': '<http://www.pbx.example>;info=alert-external;delay=0' },
  { 'Alert-Info': '<http://www.pbx.example>;info=alert-autoanswer;delay=x' },
  { 'Alert-Info': '<http://no-auto-answers.example/ring.wav>' },
  { 'Answer-Mode': 'Manual' },
])('%o: not by itself', (headers) => {
  expect(of(headers)).toBeUndefined();
});
