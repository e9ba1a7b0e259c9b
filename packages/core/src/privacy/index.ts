export {
  eraseOwnAccount,
  eraseTenant,
  eraseUser,
  previewOwnErasure,
  previewTenantErasure,
  previewUserErasure,
} from "./erase.ts";
export { exportAccount, exportTenant } from "./export.ts";
export { OF_PERSONS, OF_TENANTS } from "./kept.ts";
export { erasedAnswer, erasureAnswer } from "./schema.ts";
