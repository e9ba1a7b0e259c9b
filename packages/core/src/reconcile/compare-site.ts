import type { ObservedSite, ObservedVm } from "../monitoring/jobs.ts";
import { type Discrepancy, discrepancy } from "./discrepancy.ts";
import type { Expected } from "./expected.ts";

/** A storage this full may not take what is promised on it. Percent. */
const NEARLY_FULL = 90;

/** What is not right about nodes, storages, templates and the firewall. Pure. */
export function compareSite(expected: Expected, site: ObservedSite, vms: readonly ObservedVm[]): Discrepancy[] {
  const { endpoint } = expected;
  const about = { endpoint: endpoint.name };
  return [
    ...(site.firewall
      ? []
      : [
          discrepancy(
            "cluster_firewall_off",
            { type: "endpoint", id: endpoint.id },
            { expected: { firewall: true }, observed: { firewall: false }, about },
          ),
        ]),
    ...expected.nodes.flatMap((node) => compareNode(node, site, about)),
    ...expected.storages.flatMap((storage) => compareStorage(expected, storage, site, about)),
    ...expected.templates.flatMap(({ id, vmid, image, node }) => {
      const vm = vms.find((one) => one.vmid === vmid);
      // Those of a node that is away are not missing.
      if (vm?.template) return [];
      return [
        discrepancy(
          "template_missing",
          { type: "template", id },
          {
            expected: { vmid, template: true },
            observed: { vmid: vm?.vmid ?? null, template: vm ? false : null },
            about: { image, node, ...about },
          },
        ),
      ];
    }),
  ];
}

type About = { endpoint: string };

function compareNode(node: Expected["nodes"][number], site: ObservedSite, about: About): Discrepancy[] {
  const seen = site.nodes.find((one) => one.name === node.name);
  const subject = { type: "node", id: node.id } as const;
  if (!seen?.online)
    return [
      discrepancy("node_missing", subject, {
        expected: { online: true },
        observed: { online: seen ? false : null },
        about: { node: node.name, ...about },
      }),
    ];
  // Shown as zero to a token without Sys.Audit there.
  if ((seen.cores >= node.cores && seen.memory_mb >= node.memory_mb) || seen.cores === 0) return [];
  return [
    discrepancy("capacity_short", subject, {
      expected: { cores: node.cores, memory_mb: node.memory_mb },
      observed: { cores: seen.cores, memory_mb: seen.memory_mb },
      about: { node: node.name, ...about },
    }),
  ];
}

function compareStorage(
  { nodes }: Expected,
  storage: Expected["storages"][number],
  site: ObservedSite,
  about: About,
): Discrepancy[] {
  const node = nodes.find((one) => one.id === storage.node_id);
  const seen = site.storages.find(
    (one) => one.name === storage.name && (node === undefined || one.node === node.name) && one.available,
  );
  if (!seen || seen.size_gb === 0) return [];
  const used_percent = Math.round((seen.used_gb / seen.size_gb) * 100);
  if (seen.size_gb >= storage.size_gb && used_percent < NEARLY_FULL) return [];
  return [
    discrepancy(
      "capacity_short",
      { type: "storage", id: storage.id },
      {
        expected: { size_gb: storage.size_gb, used_percent: NEARLY_FULL },
        observed: { size_gb: seen.size_gb, used_percent },
        about: { storage: storage.name, node: node?.name ?? null, ...about },
      },
    ),
  ];
}
