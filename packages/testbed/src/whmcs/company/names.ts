/** What shops call things (the facts of the field); every seed picks its own. */
export const MEMORY = ["RAM", "Ram", "ram", "ram_gb", "Memory", "memory", "ram|RAM (GB)"] as const;
export const CORES = ["CPU", "cpu_count", "cpus", "vcpu", "VCPU", "CPU Cores", "cores|CPU Cores"] as const;
export const DISK = ["Disk Space", "HDD", "Storage", "disk", "SSD", "disk|Disk Space"] as const;
export const SYSTEM = ["Operating System", "OS", "Image", "Template", "os|Operating System"] as const;
export const PLACE = ["Location", "location", "Datacenter", "areas_id", "areas_id|Location"] as const;

/** As written in options and fields, and what it is called in our catalog. */
export const IMAGES = [
  { written: "debian-13|Debian 13", image: "debian-13" },
  { written: "rfvt:77|Ubuntu 24.04 LTS", image: "ubuntu-24.04" },
  { written: "AlmaLinux 9", image: "almalinux-9" },
] as const;

export const LOCATIONS = [
  { written: "fra1|Frankfurt", location: "fra1" },
  { written: "4|Helsinki", location: "hel1" },
] as const;

export const FIRST_NAMES = [
  "Ada",
  "Ben",
  "Carla",
  "Dmitri",
  "Elif",
  "François",
  "Grace",
  "Håkon",
  "Inês",
  "Jürgen",
  "Zoë",
] as const;
export const LAST_NAMES = [
  "Almeida",
  "Berg",
  "Costa",
  "Dvořák",
  "Müller",
  "O'Neill",
  "Rossi",
  "Smith",
  "Yılmaz",
  "Zając",
] as const;
export const COUNTRIES = ["DE", "AT", "NL", "FR", "US", "GB", "FI"] as const;
export const LANGUAGES = ["", "english", "german", "french", "dutch"] as const;
