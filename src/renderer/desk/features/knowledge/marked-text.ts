/** The host marks what matched between these two characters of Unicode's private use area. */
const markStart = '\uE000';
const markEnd = '\uE001';

export interface MarkedPiece {
  readonly text: string;
  readonly marked: boolean;
}

/** Takes a title or excerpt apart at the marks; a mark without its partner marks nothing more than is there. */
export function markedPieces(text: string): MarkedPiece[] {
  const pieces: MarkedPiece[] = [];
  let marked = false;
  let current = '';
  const push = () => {
    if (current !== '') pieces.push({ text: current, marked });
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
