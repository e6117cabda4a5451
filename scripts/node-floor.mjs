// Imported first by every command, so that an old Node reads a sentence instead of a stack trace.
// Only what Node 16 understands, and no imports.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const fit = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 23;

if (!fit) {
  console.error(
    `Heddle needs Node 20.19 or newer (22.12 or newer of the 22 line); this is ${process.version}.\n` +
      'Install a newer Node and run the same command again.',
  );
  process.exit(1);
}
