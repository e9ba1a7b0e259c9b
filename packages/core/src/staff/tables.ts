/** What our staff has written down about a tenant or one of its servers; no customer ever reads it. */
export interface StaffNoteTable {
  id: string;
  tenant_id: string;
  /** The tenant's own id, or a server's. */
  subject_id: string;
  author_id: string;
  text: string;
  pinned: boolean;
  created_at: Date;
  edited_at: Date | null;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    staff_notes: StaffNoteTable;
  }
}
