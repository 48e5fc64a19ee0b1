using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Wsm.Oci;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Product.Failures;

namespace Wsm.Site.Delivery.Aws;

/// <summary>Makes repositories in Amazon's ECR, where each must exist before anything is pushed to it.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html</remarks>
internal sealed partial class EcrRepositories(RegistryClient client, EnvironmentVariables environment, TimeProvider time) : IDisposable
{
    private readonly HttpClient _http = client.CreateHttpClient();

    /// <summary>The account and region of a registry of ECR; null for any other registry.</summary>
    public static (string Account, string Region)? PlaceOf(string registry) =>
        Host().Match(registry) is { Success: true } match ? (match.Groups["account"].Value, match.Groups["region"].Value) : null;

    /// <exception cref="UserError">There is no key, or the API refuses.</exception>
    public async Task CreateAsync(IEnumerable<ImageReference> targets, CancellationToken cancellationToken)
    {
        foreach (var region in targets.DistinctBy(target => target.Name).GroupBy(target => PlaceOf(target.Registry)))
        {
            if (region.Key is not { } place)
            {
                continue;
            }

            var key = await new AwsKeys(_http, environment).FindAsync(place.Region, cancellationToken)
                ?? throw new UserError(
                    $"There are no credentials for Amazon's API to make repositories in {place.Region}.",
                    "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; or make them there: "
                        + $"aws ecr create-repository --region {place.Region} --repository-name NAME"
                );
            foreach (var target in region)
            {
                await CreateAsync(target, place, key, cancellationToken);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task CreateAsync(
        ImageReference target,
        (string Account, string Region) place,
        AwsKey key,
        CancellationToken cancellationToken
    )
    {
        var body = Encoding.UTF8.GetBytes(
            $"{{\"registryId\":\"{place.Account}\",\"repositoryName\":\"{JsonEncodedText.Encode(target.Repository)}\"}}"
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, AddressOf(target.Registry, place.Region))
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.TryAddWithoutValidation("X-Amz-Target", "AmazonEC2ContainerRegistry_V20150921.CreateRepository");
        AwsSignature.Sign(request, body, (place.Region, "ecr"), key, time.GetUtcNow());
        using var answer = await _http.SendAsync(request, cancellationToken);
        if (answer.IsSuccessStatusCode)
        {
            return;
        }

        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!text.Contains("RepositoryAlreadyExistsException", StringComparison.Ordinal))
        {
            throw new UserError(
                $"Amazon's API did not create the repository {target.Repository} in {place.Region}: it answered {(int)answer.StatusCode} "
                    + $"{WordsOf(text)}",
                "The key needs the permission ecr:CreateRepository; a path may have 256 letters at most."
            );
        }
    }

    /// <summary>Amazon's tools read the same variables, for endpoints inside a site's own network.</summary>
    private Uri AddressOf(string registry, string region) =>
        new(
            environment["AWS_ENDPOINT_URL_ECR"]
                ?? environment["AWS_ENDPOINT_URL"]
                ?? $"https://api.ecr.{region}.amazonaws.com{(registry.EndsWith(".cn", StringComparison.Ordinal) ? ".cn" : "")}/"
        );

    private static string WordsOf(string json)
    {
        const int Longest = 300;
        try
        {
            using var document = JsonDocument.Parse(json);
            string Field(string name) =>
                document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                    ? value.GetString()!
                    : "";
            var words = $"{Field("__type")} {Field("message")}".Trim();
            return string.Concat(words.Take(Longest).Select(c => char.IsControl(c) ? ' ' : c));
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return "in no form that is known";
        }
    }

    [GeneratedRegex(
        @"^(?<account>[0-9]{12})\.dkr[.-]ecr(-fips)?\.(?<region>[a-z0-9-]+)\.(amazonaws\.com(\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Host();
}
