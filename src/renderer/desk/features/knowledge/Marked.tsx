import { markedPieces } from './marked-text.ts';

/** A text with what matched marked. */
export function Marked({ text }: { text: string }) {
  return markedPieces(text).map((piece, index) =>
    piece.marked ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
  );
}
