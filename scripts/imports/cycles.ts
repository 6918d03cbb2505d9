/**
 * The cycles of a graph of files, each as the shortest way round from its first file (in alphabetical order) back to
 * it. Cycles that share a file with one already found are left out: when that is cut, the next one shows.
 */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const knotted = new Set<string>();
  for (const start of [...graph.keys()].toSorted()) {
    if (knotted.has(start)) continue;
    const cycle = shortestWayBack(graph, start, knotted);
    if (cycle === undefined) continue;
    cycles.push(cycle);
    for (const file of cycle) knotted.add(file);
  }
  return cycles;
}

function shortestWayBack(
  graph: ReadonlyMap<string, readonly string[]>,
  start: string,
  without: ReadonlySet<string>,
): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const file of queue) {
    for (const next of graph.get(file) ?? []) {
      if (next === start) return wayTo(file, start, cameFrom);
      if (cameFrom.has(next) || without.has(next)) continue;
      cameFrom.set(next, file);
      queue.push(next);
    }
  }
  return undefined;
}

function wayTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way = [start];
  for (let file: string | undefined = end; file !== undefined && file !== start; file = cameFrom.get(file)) {
    way.splice(1, 0, file);
  }
  return [...way, start];
}
