import { getMetrics, getTraffic, metricsAnswer, trafficAnswer } from "@hostwright/core/monitoring";
import { route } from "../route.ts";

const tag = "Servers";

export const monitoringRoutes = [
  route("GET /v1/servers/{id}/metrics", getMetrics, {
    answer: metricsAnswer,
    tag,
    summary: "A server's processor, memory, disk and network",
    description:
      "Averages, as they were last read at the server's location. Older ones than there could be: newer ones are asked for, `refreshing` says so, and asking again some seconds later answers them. They are no basis for bills.",
  }),
  route("GET /v1/servers/{id}/traffic", getTraffic, {
    answer: trafficAnswer,
    tag,
    summary: "A server's traffic, by the hour and by the month",
    description:
      "Summed up from its network card's counters, looked at every minute. Counters that begin again (a restart, a move) lose at most what was moved after the look before; nothing is counted twice.",
  }),
];
