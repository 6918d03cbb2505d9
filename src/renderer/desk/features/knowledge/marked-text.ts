/** The host marks what matched between these two characters of Unicode's private use area. */
const markStart = '\uE000';
const markEnd = '\uE001';

export interface MarkedPiece {
  /** Where it begins, in characters without the marks. */
  readonly at: number;
  readonly text: string;
  readonly marked: boolean;
}

/** Takes a title or excerpt apart at the marks; a mark without its partner marks nothing more than is there. */
export function markedPieces(text: string): MarkedPiece[] {
  const pieces: MarkedPiece[] = [];
  let marked = false;
  let current = '';
  let at = 0;
  const push = () => {
    if (current !== '') pieces.push({ at, text: current, marked });
    at += current.length;
    current = '';
  };
  for (const character of text) {
    if (character === markStart || character === markEnd) {
      push();
      marked = character === markStart;
    } else {
      current += character;
    }
  }
  push();
  return pieces;
}
