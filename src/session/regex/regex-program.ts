// Runs a compiled regular expression on a line. Without recall of groups all ways are followed at once, one character
// after the other, so that the work is at most (characters x instructions) whatever was typed; with recall (`\1`) ways
// are tried in turn, up to a fixed number of steps, beyond which the line does not match.

export type Instruction =
  | { readonly op: 'set'; readonly members: string; readonly negated: boolean }
  | { readonly op: 'character'; readonly character: string }
  | { readonly op: 'any' | 'start' | 'end' | 'match' }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'recall'; readonly group: number };

export interface Program {
  readonly instructions: readonly Instruction[];
  readonly recalls: boolean;
}

/** Steps for one line of an expression that recalls groups. */
const MOST_STEPS = 50_000;

/** True if the expression matches anywhere in the line. */
export function runProgram(program: Program, line: string): boolean {
  return program.recalls ? tryInTurn(program.instructions, line) : followAll(program.instructions, line);
}

function consumes(instruction: Instruction, character: string): boolean {
  switch (instruction.op) {
    case 'character':
      return instruction.character === character;
    case 'any':
      return true;
    case 'set':
      return instruction.members.includes(character) !== instruction.negated;
    default:
      return false;
  }
}

function followAll(instructions: readonly Instruction[], line: string): boolean {
  /** The position at which an instruction was reached last: each is followed once a position. */
  const reachedAt = new Int32Array(instructions.length).fill(-1);
  let current: number[] = [];
  for (let at = 0; at <= line.length; at += 1) {
    // A match may begin anywhere; what came from the character before is followed too.
    const ways = [...current, 0];
    const waiting: number[] = [];
    for (let next = ways.pop(); next !== undefined; next = ways.pop()) {
      if (reachedAt[next] === at) continue;
      reachedAt[next] = at;
      const instruction = instructions[next];
      if (!instruction) continue;
      switch (instruction.op) {
        case 'match':
          return true;
        case 'jump':
          ways.push(instruction.to);
          break;
        case 'split':
          ways.push(instruction.second, instruction.first);
          break;
        case 'save':
          ways.push(next + 1);
          break;
        case 'start':
          if (at === 0) ways.push(next + 1);
          break;
        case 'end':
          if (at === line.length) ways.push(next + 1);
          break;
        default:
          waiting.push(next);
      }
    }
    const character = line.charAt(at);
    current = [];
    if (at < line.length) {
      for (const next of waiting) {
        const instruction = instructions[next];
        if (instruction && consumes(instruction, character)) current.push(next + 1);
      }
    }
  }
  return false;
}

interface Way {
  readonly next: number;
  readonly at: number;
  /** Where groups began and ended: two slots each. */
  readonly saved: readonly (number | undefined)[];
}

function tryInTurn(instructions: readonly Instruction[], line: string): boolean {
  let steps = 0;
  for (let from = 0; from <= line.length; from += 1) {
    const ways: Way[] = [{ next: 0, at: from, saved: [] }];
    for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
      let { next, at, saved } = way;
      for (let goesOn = true; goesOn; ) {
        steps += 1;
        if (steps > MOST_STEPS) return false;
        const instruction = instructions[next];
        if (!instruction) break;
        next += 1;
        switch (instruction.op) {
          case 'match':
            return true;
          case 'jump':
            next = instruction.to;
            break;
          case 'split':
            ways.push({ next: instruction.second, at, saved });
            next = instruction.first;
            break;
          case 'save': {
            const slots = [...saved];
            slots[instruction.slot] = at;
            saved = slots;
            break;
          }
          case 'start':
            goesOn = at === 0;
            break;
          case 'end':
            goesOn = at === line.length;
            break;
          case 'recall': {
            const text = line.slice(saved[2 * instruction.group], saved[2 * instruction.group + 1]);
            goesOn = saved[2 * instruction.group + 1] !== undefined && line.startsWith(text, at);
            at += text.length;
            break;
          }
          default:
            goesOn = at < line.length && consumes(instruction, line.charAt(at));
            at += 1;
        }
      }
    }
  }
  return false;
}
