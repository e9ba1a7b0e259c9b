import { type Access, functions } from "@hostwright/functions/manifest";
import { expect, inject, it } from "vitest";
import { isObject, Templates } from "./testing/template.ts";

const all = new Templates(inject("synth").templates);
const bucket = all.all("AWS::S3::Bucket").find((one) => /^hostwright-objects-/.test(String(one.Properties.BucketName)));

it("keeps files encrypted, private and for TLS only; what is taken away for a month and no longer", () => {
  expect(bucket?.Properties).toMatchObject({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
    },
    VersioningConfiguration: { Status: "Enabled" },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
    LifecycleConfiguration: { Rules: [{ NoncurrentVersionExpiration: { NoncurrentDays: 30 } }] },
  });
  const policies = all
    .all("AWS::S3::BucketPolicy")
    .filter((one) => String(one.Properties.Bucket).includes(bucket?.id ?? "none"));
  expect(JSON.stringify(policies)).toContain('"Bool":{"aws:SecureTransport":"false"}');
});

it("is told to those functions alone that hand files out or take them away", () => {
  const told = all.all("AWS::Lambda::Function").flatMap((one) => {
    const { Variables } = Object(one.Properties.Environment);
    return isObject(Variables) && Variables.HOSTWRIGHT_OBJECTS_URL === `s3://${bucket?.Properties.BucketName}`
      ? [one.Properties.FunctionName]
      : [];
  });
  const reach = (access: Access) =>
    Object.entries(functions).flatMap(([name, spec]) => (spec.access.includes(access) ? [`hostwright-${name}`] : []));
  expect(reach("objects-read")).toEqual(["hostwright-api-archive"]);
  expect(reach("objects-remove")).toEqual(["hostwright-schedule"]);
  expect(told.sort()).toEqual(["hostwright-api-archive", "hostwright-schedule"]);
});
