using System.Net.Http.Headers;
using System.Text;
using Wsm.Oci;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using Wsm.Product.Failures;
using Wsm.Site.Delivery.Aws;

namespace Wsm.Tests.Delivery;

/// <summary>Repositories of Amazon's ECR are made by its API, which is played here.</summary>
public sealed class AwsTests
{
    private static readonly ImageReference Target = ImageReference.Parse("123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:1");

    /// <summary>
    /// The example of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html and its predecessors.
    /// </summary>
    [Fact]
    public void The_signature_is_the_documented_one()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08")
        {
            Content = new ByteArrayContent([]),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded; charset=utf-8");

        AwsSignature.Sign(
            request,
            [],
            ("us-east-1", "iam"),
            new AwsKey("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero)
        );

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, "
                + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            request.Headers.NonValidated["Authorization"].ToString()
        );
    }

    [Theory]
    [InlineData("123456789012.dkr.ecr.eu-west-1.amazonaws.com", "eu-west-1")]
    [InlineData("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1")]
    [InlineData("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1")]
    [InlineData("123456789012.dkr-ecr.eu-west-1.on.aws", "eu-west-1")]
    [InlineData("public.ecr.aws", null)]
    [InlineData("ecr.example.com", null)]
    public void A_registry_of_ECR_is_known_by_its_name(string host, string? region) =>
        Assert.Equal(region, EcrRepositories.PlaceOf(host)?.Region);

    [Fact]
    public async Task A_repository_is_made_and_one_that_is_there_is_as_good()
    {
        await using var api = new FaultServer(request =>
            Encoding.UTF8.GetString(request.Body).Contains("team/app")
                ? Reply.Json("""{"repository":{}}""")
                : Reply.Text(400, """{"__type":"RepositoryAlreadyExistsException","message":"it exists"}""")
        );
        using var client = new RegistryClient(new RegistryOptions());
        using var repositories = new EcrRepositories(client, Environment(api), TimeProvider.System);

        await repositories.CreateAsync(
            [Target, ImageReference.Parse($"{Target.Registry}/team/tool:1"), ImageReference.Parse("other.example.com/a:1")],
            TestContext.Current.CancellationToken
        );

        Assert.Equal(2, api.Requests.Count);
        Assert.All(api.Requests, request => Assert.Equal("AmazonEC2ContainerRegistry_V20150921.CreateRepository", request["X-Amz-Target"]));
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=AKID/", api.Requests[0]["Authorization"]);
        Assert.Equal("""{"registryId":"123456789012","repositoryName":"team/app"}""", Encoding.UTF8.GetString(api.Requests[0].Body));
    }

    [Fact]
    public async Task A_refusal_is_told_in_Amazons_words()
    {
        await using var api = new FaultServer(_ =>
            Reply.Text(400, """{"__type":"AccessDeniedException","message":"not authorized to perform"}""")
        );
        using var client = new RegistryClient(new RegistryOptions());
        using var repositories = new EcrRepositories(client, Environment(api), TimeProvider.System);

        var error = await Assert.ThrowsAsync<UserError>(() => repositories.CreateAsync([Target], TestContext.Current.CancellationToken));

        Assert.Contains("AccessDeniedException not authorized to perform", error.Message);
    }

    [Fact]
    public async Task Without_a_key_the_command_to_type_is_told()
    {
        using var client = new RegistryClient(new RegistryOptions());
        var environment = new EnvironmentVariables(new Dictionary<string, string> { ["AWS_EC2_METADATA_DISABLED"] = "true" });
        using var repositories = new EcrRepositories(client, environment, TimeProvider.System);

        var error = await Assert.ThrowsAsync<UserError>(() => repositories.CreateAsync([Target], TestContext.Current.CancellationToken));

        Assert.Contains("aws ecr create-repository --region eu-west-1", error.Hint);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("container")]
    [InlineData("machine")]
    [InlineData("pod")]
    public async Task The_key_is_found_where_Amazons_tools_find_it(string place)
    {
        using var folder = new TemporaryFolder();
        const string Lent = """{"AccessKeyId":"AKID","SecretAccessKey":"secret","Token":"session"}""";
        await using var server = new FaultServer(request =>
            (request.Method, request.Path) switch
            {
                ("PUT", "/latest/api/token") => Reply.Text(200, "token"),
                (_, "/latest/meta-data/iam/security-credentials/") => Reply.Text(200, "role"),
                (_, "/latest/meta-data/iam/security-credentials/role") when request["X-aws-ec2-metadata-token"] == "token" => Reply.Json(
                    Lent
                ),
                (_, "/creds") when request["Authorization"] == "let me" => Reply.Json(Lent),
                (_, "/") => Reply.Text(
                    200,
                    "<R "
                        + "xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Credentials><AccessKeyId>AKID</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>session</SessionToken></Credentials></R>"
                ),
                _ => Reply.Text(404, ""),
            }
        );
        var environment = place switch
        {
            "file" => new Dictionary<string, string>
            {
                ["AWS_PROFILE"] = "site",
                ["AWS_SHARED_CREDENTIALS_FILE"] = folder.Write(
                    "credentials",
                    "[default]\naws_access_key_id = OTHER\naws_secret_access_key = x\n[site]\naws_access_key_id = "
                        + "AKID\naws_secret_access_key = secret\naws_session_token = session\n"
                ),
            },
            "container" => new()
            {
                ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = $"{server.Url}/creds",
                ["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "let me",
            },
            "machine" => new() { ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = server.Url },
            _ => new()
            {
                ["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/r",
                ["AWS_WEB_IDENTITY_TOKEN_FILE"] = folder.Write("token", "jwt"),
                ["AWS_ENDPOINT_URL_STS"] = server.Url,
            },
        };
        using var http = new HttpClient();

        var key = await new AwsKeys(http, new EnvironmentVariables(environment)).FindAsync(
            "eu-west-1",
            TestContext.Current.CancellationToken
        );

        Assert.Equal(new AwsKey("AKID", "secret", "session"), key);
    }

    private static EnvironmentVariables Environment(FaultServer api) =>
        new(
            new Dictionary<string, string>
            {
                ["AWS_ACCESS_KEY_ID"] = "AKID",
                ["AWS_SECRET_ACCESS_KEY"] = "secret",
                ["AWS_ENDPOINT_URL_ECR"] = api.Url,
            }
        );
}
