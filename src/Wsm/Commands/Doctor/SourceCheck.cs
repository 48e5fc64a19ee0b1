using System.Net;
using Wsm.Hosting;
using Wsm.Oci.Credentials;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;
using Wsm.Terminal;

namespace Wsm.Commands.Doctor;

/// <summary>Asks servers whether they are there, all at once, and what time it is there.</summary>
internal sealed class SourceCheck(RegistryOptions options, TimeSpan patience)
{
    /// <summary>From here on tokens may be taken for expired; from <see cref="LargestSkew"/> on, certificates too.</summary>
    private static readonly TimeSpan SuspiciousSkew = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LargestSkew = TimeSpan.FromHours(1);

    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(IReadOnlyList<Source> sources, CancellationToken cancellationToken)
    {
        using var client = new RegistryClient(
            options with
            {
                ConnectTimeout = patience,
                AnswerTimeout = patience,
                Retry = options.Retry with { MaxRetries = 0 },
            }
        );
        using var http = client.CreateHttpClient();
        var answers = await Task.WhenAll(sources.Select(source => AskAsync(client, http, source, cancellationToken))).ConfigureAwait(false);
        return
        [
            .. answers.Select(answer => answer.Finding),
            .. answers.Select(answer => answer.Skew).OfType<TimeSpan>().OrderBy(skew => skew.Duration()).Take(1).Select(Judge),
        ];
    }

    private async Task<(DoctorFinding Finding, TimeSpan? Skew)> AskAsync(
        RegistryClient client,
        HttpClient http,
        Source source,
        CancellationToken cancellationToken
    )
    {
        using var limit = new CancellationTokenSource(patience, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (source.Document is { } document)
            {
                return await ReadAsync(http, source, document, both.Token).ConfigureAwait(false);
            }

            var there = await client.PingAsync(source.Name, both.Token).ConfigureAwait(false);
            return (DoctorFinding.Good(source.Name, $"answers ({source.Purpose})"), SkewTo(there));
        }
        catch (Exception failure)
            when (!cancellationToken.IsCancellationRequested
                && failure is RegistryException or OperationCanceledException or HttpRequestException or CredentialException
            )
        {
            var told =
                failure is OperationCanceledException
                    ? new Failure(
                        $"There was no answer within {patience.TotalSeconds:0.#} s.",
                        "Check the network and the proxy (HTTPS_PROXY); a site without internet needs no sources, only the bundle.",
                        ExitCode.Failed
                    )
                    : Failure.Of(failure, cancellationToken);
            return (
                new DoctorFinding(
                    source.Name,
                    Severity.Blocking,
                    $"{told.Message} ({source.Purpose})",
                    told.Hint ?? "Check the network between here and there."
                ),
                null
            );
        }
    }

    private async Task<(DoctorFinding Finding, TimeSpan? Skew)> ReadAsync(
        HttpClient http,
        Source source,
        Uri document,
        CancellationToken cancellationToken
    )
    {
        using var response = await http.GetAsync(document, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        var finding = response.StatusCode switch
        {
            _ when response.IsSuccessStatusCode => DoctorFinding.Good(source.Name, $"answers ({source.Purpose})"),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new DoctorFinding(
                source.Name,
                Severity.Warning,
                $"answers, and requires credentials ({source.Purpose})",
                $"Give the release channel a licence with --license-file; for a chart repository: wsm login {document.Authority}"
            ),
            var status => new DoctorFinding(
                source.Name,
                Severity.Blocking,
                $"answers {(int)status} {response.ReasonPhrase} ({source.Purpose})".Replace("  ", " ", StringComparison.Ordinal),
                "Check the address in the catalog; a proxy on the way may have answered instead."
            ),
        };
        return (finding, SkewTo(response.Headers.Date));
    }

    private TimeSpan? SkewTo(DateTimeOffset? there) => there is { } time ? options.Time.GetUtcNow() - time : null;

    private static DoctorFinding Judge(TimeSpan skew)
    {
        if (skew.Duration() < SuspiciousSkew)
        {
            return DoctorFinding.Good("clock", "agrees with the servers'");
        }

        var text = skew.Duration() < LargestSkew ? $"{skew.Duration().TotalMinutes:0} minutes" : $"{skew.Duration().TotalHours:0.#} hours";
        return new DoctorFinding(
            "clock",
            skew.Duration() < LargestSkew ? Severity.Warning : Severity.Blocking,
            $"is {text} {(skew > TimeSpan.Zero ? "ahead of" : "behind")} the servers'",
            "Set it (timedatectl set-ntp true): tokens and certificates are only valid at certain times."
        );
    }
}
