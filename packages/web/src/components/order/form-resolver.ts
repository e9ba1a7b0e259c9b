import { zodResolver } from "@hookform/resolvers/zod";
import { orderShape } from "./form-schema.ts";

export const resolve = zodResolver(orderShape);
