// Each half is loaded only where it is asked for: a migration has memory for its rows, and no AWS clients.
const [first = "", ...rest] = process.argv.slice(2);

if (first === "migrate") {
  const { migrate } = await import("./migrate/index.ts");
  const { SYSTEMS } = await import("./migrate/systems.ts");
  process.exitCode = await migrate(rest, SYSTEMS);
} else {
  const { run, tell } = await import("./commands.ts");
  await run([first, ...rest]).catch((error: unknown) => {
    tell(error);
    process.exit(1);
  });
}
