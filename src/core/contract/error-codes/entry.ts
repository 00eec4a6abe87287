// What is known of an error code, whatever it is about.

export interface CodeEntry {
  readonly title: string;
  readonly exitCode: 64 | 65 | 69 | 70 | 73 | 75 | 77 | 78 | 130;
  readonly hint: string;
}

export const entry = (title: string, exitCode: CodeEntry["exitCode"], hint: string): CodeEntry => ({
  title,
  exitCode,
  hint,
});
