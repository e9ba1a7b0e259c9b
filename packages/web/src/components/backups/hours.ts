export const hourTitle = (hour: number): string => `${String(hour % 24).padStart(2, "0")}:00`;
