import { afterAll, afterEach, beforeAll } from "vitest";
import "./account/opening.ts";
import "./account/password.ts";
import "./account/address.ts";
import "./account/members.ts";
import "./account/before-an-order.ts";
import { startWorld, stopWorld, usualSettings } from "./account/world.ts";

/** Accounts, members and tenants as people meet them, by mail. Its parts share one installation: it takes seconds to start. */
beforeAll(startWorld);
afterAll(stopWorld);
afterEach(usualSettings);
