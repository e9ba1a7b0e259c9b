/** Both lists, each row once. */
export const mergeById = <Row extends { id: string }>(first: Row[], second: Row[]): Row[] => [
  ...new Map([...first, ...second].map((row) => [row.id, row])).values(),
];
