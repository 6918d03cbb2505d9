import { fsyncSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { z } from 'zod';

type Initialised = Awaited<ReturnType<NodeFS['init']>>;
type NodeFsInit = Parameters<NodeFS['init']>;

/** The part of Emscripten's module that is changed here: its directory-backed file system has no fsync of its own. */
const nodeFileSystem = z.custom<{ stream_ops: { fsync?: (stream: unknown) => number } }>(
  (value) => typeof value === 'object' && value !== null && 'stream_ops' in value,
);
const moduleWithNodeFs = z.object({ NODEFS: nodeFileSystem });
const openStream = z.object({ nfd: z.number().int() });

/**
 * PGlite's directory files with a working fsync. Without it a commit survives the death of the process, but not a
 * power cut: the desk takes an answered complaint out of its outbox, so the answer must mean "on the disk".
 */
export class DurableFiles extends NodeFS {
  override async init(...[pg, options]: NodeFsInit): Promise<Initialised> {
    const initialised = await super.init(pg, options);
    const addFsync = (module: unknown) => {
      moduleWithNodeFs.parse(module).NODEFS.stream_ops.fsync = (stream) => {
        fsyncSync(openStream.parse(stream).nfd);
        return 0;
      };
    };
    const preRun = [initialised.emscriptenOpts.preRun ?? []].flat();
    return {
      ...initialised,
      emscriptenOpts: { ...initialised.emscriptenOpts, preRun: [...preRun, addFsync] },
    };
  }
}

/** PGlite's start parameters, with fsync on (it starts with `-F`, off) and by the call that is carried out here. */
export const durableStartParameters = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  '-c',
  'wal_sync_method=fsync',
];
