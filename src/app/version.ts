// The program's version, set by the build from package.json.

declare const RINGBACK_VERSION: string | undefined;

export const VERSION: string = typeof RINGBACK_VERSION === 'undefined' ? '0.0.0-source' : RINGBACK_VERSION;
