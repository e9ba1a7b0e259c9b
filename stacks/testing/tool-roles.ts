/** Roles that are not the manifest's but the tools': which, and why they are tolerated. */
export const tools: { stack: string; role: RegExp; why: string; may: RegExp }[] = [
  {
    stack: "network",
    role: /^VpcrejectedIAMRole/,
    why: "the VPC writes its flow log",
    may: /^logs:(CreateLogStream|PutLogEvents|DescribeLogStreams) <AWS::Logs::LogGroup \/hostwright\/vpc-rejected Arn>$/,
  },
  {
    stack: "limits",
    role: /^VpcrejectedIAMRole/,
    why: "the functions' network writes its flow log",
    may: /^logs:(CreateLogStream|PutLogEvents|DescribeLogStreams) <AWS::Logs::LogGroup \/hostwright\/functions-rejected Arn>$/,
  },
  {
    stack: "edge",
    role: /^CustomCrossRegionExportWriter/,
    why: "CDK hands the firewall's ARN from us-east-1 to the stacks that use it",
    may: /^ssm:\w+ arn:aws:ssm:eu-central-1:111122223333:parameter\/cdk\/exports\/\*$/,
  },
  {
    stack: "api",
    role: /^CustomCrossRegionExportReader/,
    why: "the other end of it",
    may: /^ssm:\w+ arn:aws:ssm:eu-central-1:111122223333:parameter\/cdk\/exports\/example-hostwright-api\/\*$/,
  },
  {
    stack: "web",
    role: /^CustomCrossRegionExportReader/,
    why: "the other end of it",
    may: /^ssm:\w+ arn:aws:ssm:eu-central-1:111122223333:parameter\/cdk\/exports\/example-hostwright-web\/\*$/,
  },
  {
    stack: "web",
    role: /^CustomResourceHandler/,
    why: "SST uploads the dashboard's files, at deployment only",
    may: /^(lambda:InvokeFunction <AWS::Lambda::Function \w+ Arn>|s3:\w+ (<AWS::S3::Bucket dashboard\w+ Arn>|arn:aws:s3:::cdk-hnb659fds-assets-)|cloudfront:(Get|Create)Invalidation arn:aws:cloudfront::111122223333:distribution\/<)/,
  },
  {
    stack: "web",
    role: /^dashboarddefaultServerFunction/,
    why: "OpenNext keeps rendered pages in its own bucket, queue and table; it reaches nothing of ours but the public API",
    may: /^(s3:[\w*]+ <AWS::S3::Bucket dashboard\w+ Arn>|sqs:\w+ <AWS::SQS::Queue dashboardRevalidationQueue\w+ Arn>|dynamodb:\w+ <AWS::DynamoDB::GlobalTable dashboardRevalidationTable\w+ Arn>|cloudfront:CreateInvalidation arn:aws:cloudfront::111122223333:distribution\/<)/,
  },
  {
    stack: "web",
    role: /^dashboardRevalidationFunction/,
    why: "OpenNext renders pages again",
    may: /^sqs:\w+ <AWS::SQS::Queue dashboardRevalidationQueue\w+ Arn>$/,
  },
  {
    stack: "web",
    role: /^dashboardWarmerFunction/,
    why: "SST calls the server once after a deployment",
    may: /^never$/,
  },
  {
    stack: "web",
    role: /^CustomS3AutoDeleteObjects/,
    why: "SST empties the dashboard's bucket when it goes",
    may: /^never$/,
  },
  {
    stack: "web",
    role: /^LogRetention/,
    why: "SST sets how long logs are kept",
    may: /^logs:(Put|Delete)RetentionPolicy \*$/,
  },
];
