/** More than any frame: what never ends a line is not kept for ever. */
const LONGEST_LINE = 1_000_000;

/** Reads the text of Server-Sent Events, however it is cut. Comments and other fields than `data` are skipped. */
export class EventReader {
  private rest = '';
  private data: string[] = [];

  /** The data of the events that end in this piece. Throws when a line has no end. */
  read(piece: string): string[] {
    const lines = (this.rest + piece).split('\n');
    this.rest = lines.pop() ?? '';
    if (this.rest.length > LONGEST_LINE) throw new Error('a line without end');
    return lines.flatMap((line) => this.take(line.replace(/\r$/, '')));
  }

  private take(line: string): string[] {
    if (line.startsWith('data:')) this.data.push(line.slice(line[5] === ' ' ? 6 : 5));
    if (line !== '' || this.data.length === 0) return [];
    const event = this.data.join('\n');
    this.data = [];
    return [event];
  }
}
