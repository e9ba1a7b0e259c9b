import type { Given, Trap } from "./scene.ts";

const option = (name: string, sub: string): Given => ({ option: { name, subs: [sub] } });
const field = (name: string, value: string): Given => ({ field: { name }, value });

/** Several options and fields that mean one thing, and one field that repeats with every product. */
export const MEANINGS: readonly Trap[] = [
  {
    name: "two-options-differ",
    plant(scene) {
      const { id } = scene.vps({ instead: { memory: [option("RAM", "4 GB"), option("Memory", "8 GB")] } });
      scene.expectAside(id, "ambiguous_field");
    },
  },
  {
    name: "two-options-agree",
    plant(scene) {
      scene.expectServer(scene.vps({ instead: { memory: [option("RAM", "4 GB"), option("Memory", "4096 MB")] } }).id);
    },
  },
  {
    name: "option-and-field-differ",
    plant(scene) {
      const { id } = scene.vps({
        instead: { image: [option("OS", "debian-13|Debian 13"), field("Operating System", "AlmaLinux 9")] },
      });
      scene.expectAside(id, "ambiguous_field");
    },
  },
  {
    name: "option-and-field-decided",
    plant(scene) {
      const { id } = scene.vps({
        instead: { image: [option("OS", "debian-13|Debian 13"), field("Operating System", "AlmaLinux 9")] },
        know: ({ fields }) => ({ image: { from: `field:${fields[0]}` } }),
      });
      scene.expectServer(id, { image: "almalinux-9" });
    },
  },
  {
    name: "system-as-field",
    plant(scene) {
      scene.expectServer(scene.vps({ instead: { image: [field("Template", "rfvt:77|Ubuntu 24.04 LTS")] } }).id, {
        image: "ubuntu-24.04",
      });
    },
  },
  {
    name: "system-unmapped",
    plant(scene) {
      scene.expectAside(scene.vps({ instead: { image: [option("OS", "gentoo|Gentoo")] } }).id, "image_unmapped");
    },
  },
  {
    name: "location-unmapped",
    plant(scene) {
      scene.expectAside(
        scene.vps({ instead: { location: [option("Datacenter", "7|Atlantis")] } }).id,
        "location_unmapped",
      );
    },
  },
  {
    name: "same-choice-twice",
    plant(scene) {
      const { id, given } = scene.vps();
      const [memory] = given;
      const again = scene.shop.rows.find(
        ([table, row]) => table === "tblhostingconfigoptions" && row.relid === id && row.configid === memory?.option,
      );
      if (again)
        scene.shop.add("tblhostingconfigoptions", { ...again[1], id: scene.shop.newId("tblhostingconfigoptions") });
      scene.expectServer(id);
    },
  },
  {
    name: "two-choices-of-one-option",
    plant(scene) {
      const { id, product } = scene.vps({ instead: { memory: [{ option: { name: "RAM", subs: ["4 GB", "8 GB"] } }] } });
      const [memory] = product.options;
      scene.shop.add("tblhostingconfigoptions", {
        relid: id,
        configid: memory?.id ?? 0,
        optionid: memory?.subs[1] ?? 0,
        qty: 0,
      });
      scene.expectAside(id, "ambiguous_field");
    },
  },
  {
    name: "field-of-each-product",
    plant(scene) {
      // The same field again with another product: whoever looks it up by its name finds the wrong one.
      scene.vps({ instead: { memory: [field("Memory", "2 GB")] } });
      const { id } = scene.vps({ instead: { memory: [field("Memory", "16 GB")] } });
      scene.expectServer(id, { memory_mb: 16384 });
    },
  },
  {
    name: "field-of-a-client-with-the-services-id",
    plant(scene) {
      // A client whose id is the service's: values of client fields carry it too.
      const { id } = scene.vps();
      scene.shop.add("tblcustomfieldsvalues", { fieldid: 1, relid: id, value: "64 GB" });
      scene.expectServer(id);
    },
  },
  {
    name: "yes-no",
    plant(scene) {
      const { id, product } = scene.vps();
      scene.give(id, product, { option: { name: "Daily backups", type: "yesno", subs: ["Yes"] }, qty: 1 });
      scene.give(id, product, { option: { name: "Managed", type: "yesno", subs: ["Yes"] }, qty: 0 });
      scene.expectServer(id);
    },
  },
  {
    name: "service-bought-three-times",
    plant(scene) {
      const { id } = scene.vps({
        instead: { memory: [], cores: [], disk: [] },
        service: { qty: 3 },
        know: () => ({ cores: 1, memory_mb: 1024, disk_gb: 10 }),
      });
      const times = scene.shop.options.shape === "7.8" ? 1 : 3;
      scene.expectServer(id, { cores: times, memory_mb: 1024 * times, disk_gb: 10 * times });
    },
  },
  {
    name: "resource-addon",
    plant(scene) {
      const { id, client } = scene.vps();
      const addon = scene.shop.add("tbladdons", { name: "Extra 2 GB RAM", billingcycle: "recurring" });
      scene.shop.know("addons", addon, { memory_mb: 2048 });
      const bought = {
        hostingid: id,
        addonid: addon,
        userid: client,
        name: "",
        recurring: "3.00",
        billingcycle: "Monthly",
      };
      scene.shop.add("tblhostingaddons", { ...bought, qty: 2, status: "Active" });
      scene.shop.add("tblhostingaddons", { ...bought, qty: 1, status: "Cancelled" });
      scene.expectServer(id, { memory_mb: 4096 + 2048 * (scene.shop.options.shape === "7.8" ? 1 : 2) });
    },
  },
];
