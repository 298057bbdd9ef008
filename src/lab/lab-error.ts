// A mistake in what the user gave: a lab file, a script, a configuration file, a command line. It is thrown up to the
// program, which prints one line on stderr and exits with status 2. Files are named as the user typed them.

export interface LabErrorPlace {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export class LabError extends Error {
  readonly place: LabErrorPlace | undefined;

  constructor(message: string, place?: LabErrorPlace) {
    super(message);
    this.place = place;
  }

  /** `FILE:LINE:COLUMN: message`, as much of it as is known. */
  get text(): string {
    if (this.place === undefined) return this.message;
    const { file, line, column } = this.place;
    return `${file}${line === undefined ? '' : `:${line}`}${column === undefined ? '' : `:${column}`}: ${this.message}`;
  }
}
