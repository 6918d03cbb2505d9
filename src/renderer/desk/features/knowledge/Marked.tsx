import { markedPieces } from './marked-text.ts';

/** A text with what matched marked. */
export function Marked({ text }: { text: string }) {
  return markedPieces(text).map((piece) =>
    piece.marked ? <mark key={piece.at}>{piece.text}</mark> : <span key={piece.at}>{piece.text}</span>,
  );
}
