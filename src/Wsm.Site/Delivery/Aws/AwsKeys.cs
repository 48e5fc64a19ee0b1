using System.Text.Json;
using System.Xml.Linq;
using Wsm.Oci;
using Wsm.Oci.Registry.Failures;

namespace Wsm.Site.Delivery.Aws;

/// <summary>
/// Finds the key as Amazon's own tools do, the first that is there: variables, the role of a pod, the shared file, the role of a container,
/// the role of the machine.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html</remarks>
internal sealed class AwsKeys(HttpClient http, EnvironmentVariables environment)
{
    private const string ContainerHost = "http://169.254.170.2";
    private const string MachineHost = "http://169.254.169.254";

    /// <summary>A machine elsewhere does not answer at all.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Null where there is none.</summary>
    public async Task<AwsKey?> FindAsync(string region, CancellationToken cancellationToken) =>
        OfVariables()
        ?? await OfPodAsync(region, cancellationToken)
        ?? OfFile()
        ?? await OfContainerAsync(cancellationToken)
        ?? await OfMachineAsync(cancellationToken);

    private AwsKey? OfVariables() =>
        environment["AWS_ACCESS_KEY_ID"] is { } id && environment["AWS_SECRET_ACCESS_KEY"] is { } secret
            ? new AwsKey(id, secret, environment["AWS_SESSION_TOKEN"])
            : null;

    private async Task<AwsKey?> OfPodAsync(string region, CancellationToken cancellationToken)
    {
        if (environment["AWS_ROLE_ARN"] is not { } role || environment["AWS_WEB_IDENTITY_TOKEN_FILE"] is not { } file)
        {
            return null;
        }

        var token = (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
        var endpoint = environment["AWS_ENDPOINT_URL_STS"] ?? environment["AWS_ENDPOINT_URL"] ?? $"https://sts.{region}.amazonaws.com";
        var text = await GetAsync(
            $"{endpoint.TrimEnd('/')}/?Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName="
                + $"{environment["AWS_ROLE_SESSION_NAME"] ?? "wsm"}&RoleArn={Uri.EscapeDataString(role)}&WebIdentityToken={Uri.EscapeDataString(token)}",
            null,
            cancellationToken
        );
        var lent = XDocument.Parse(text).Descendants().FirstOrDefault(element => element.Name.LocalName == "Credentials");
        string? Field(string name) => lent?.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
        return Field("AccessKeyId") is { } id && Field("SecretAccessKey") is { } secret
            ? new AwsKey(id, secret, Field("SessionToken"))
            : null;
    }

    private AwsKey? OfFile()
    {
        var file = environment["AWS_SHARED_CREDENTIALS_FILE"]
            ?? (environment.HomeDirectory is { } home ? Path.Combine(home, ".aws", "credentials") : null);
        if (file is null || !File.Exists(file))
        {
            return null;
        }

        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var isOurs = false;
        foreach (var line in File.ReadLines(file).Select(line => line.Trim()))
        {
            if (line.StartsWith('['))
            {
                isOurs = line.Trim('[', ']', ' ') == (environment["AWS_PROFILE"] ?? "default");
            }
            else if (isOurs && line.IndexOf('=') is > 0 and var equals && line[0] is not ('#' or ';'))
            {
                fields[line[..equals].Trim()] = line[(equals + 1)..].Trim();
            }
        }

        return fields.TryGetValue("aws_access_key_id", out var id) && fields.TryGetValue("aws_secret_access_key", out var secret)
            ? new AwsKey(id, secret, fields.GetValueOrDefault("aws_session_token"))
            : null;
    }

    private async Task<AwsKey?> OfContainerAsync(CancellationToken cancellationToken)
    {
        var address = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] is { } path
            ? ContainerHost + path
            : environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"];
        if (address is null)
        {
            return null;
        }

        var token = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] is { } file
            ? (await File.ReadAllTextAsync(file, cancellationToken)).Trim()
            : environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"];
        return OfJson(await GetAsync(address, token is null ? null : ("Authorization", token), cancellationToken));
    }

    private async Task<AwsKey?> OfMachineAsync(CancellationToken cancellationToken)
    {
        if (string.Equals(environment["AWS_EC2_METADATA_DISABLED"], "true", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var host = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"]?.TrimEnd('/') ?? MachineHost;
            using var ask = new HttpRequestMessage(HttpMethod.Put, host + "/latest/api/token");
            ask.Headers.TryAddWithoutValidation("X-aws-ec2-metadata-token-ttl-seconds", "300");
            using var answer = await http.SendAsync(ask, limit.Token);
            var token = ("X-aws-ec2-metadata-token", await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(limit.Token));
            var roles = host + "/latest/meta-data/iam/security-credentials/";
            var role = (await GetAsync(roles, token, limit.Token)).Split('\n')[0].Trim();
            return OfJson(await GetAsync(roles + role, token, limit.Token));
        }
        catch (Exception e)
            when (e is HttpRequestException or RegistryException
                || (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            )
        {
            // This machine is none of Amazon's, or has no role.
            return null;
        }
    }

    /// <summary>Null for what is no answer of Amazon's.</summary>
    private static AwsKey? OfJson(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            string? Field(string name) => document.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
            return Field("AccessKeyId") is { } id && Field("SecretAccessKey") is { } secret ? new AwsKey(id, secret, Field("Token")) : null;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // As where there is no such service: the next place that may have a key is asked.
            return null;
        }
    }

    private async Task<string> GetAsync(string address, (string Name, string Value)? header, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (header is var (name, value))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await http.SendAsync(request, cancellationToken);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
    }
}
