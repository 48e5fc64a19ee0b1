using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Polly;
using Polly.Retry;
using Wsm.Oci.Content;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;

namespace Wsm.Oci.Registry.Transport;

/// <summary>The one place that knows what is worth trying again, and after how long.</summary>
internal static class RetryPipeline
{
    private static readonly ResiliencePropertyKey<string> HostKey = new("wsm.host");

    /// <summary>
    /// A host that refuses its very first connection is more likely mistyped than restarting: it is not waited for as long.
    /// </summary>
    private const int RetriesOfStrangers = 2;

    /// <summary>A lost upload that is lost again and again will not be found by sending the blob once more.</summary>
    private const int RetriesOfUploads = 2;

    /// <summary>Why an outcome is transient, and the pause the server asked for.</summary>
    /// <param name="IsRefusal">Nothing listens there.</param>
    /// <param name="Most">How often it is tried again at most.</param>
    internal readonly record struct Verdict(string Reason, TimeSpan? After, bool IsRefusal = false, int Most = int.MaxValue);

    /// <param name="judge">Null when the outcome is final.</param>
    /// <param name="knows">Whether the host has answered before.</param>
    public static ResiliencePipeline<T> Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(
        RetryOptions options,
        TimeProvider time,
        Func<Outcome<T>, Verdict?> judge,
        Func<string, bool>? knows = null
    )
    {
        if (options.MaxRetries == 0)
        {
            return ResiliencePipeline<T>.Empty;
        }

        var strategy = new RetryStrategyOptions<T>
        {
            MaxRetryAttempts = options.MaxRetries,
            ShouldHandle = args =>
                ValueTask.FromResult(
                    judge(args.Outcome) is { } verdict
                        && !(verdict.After > options.LongestRetryAfter)
                        && args.AttemptNumber < verdict.Most
                        && !(
                            verdict.IsRefusal
                            && args.AttemptNumber >= RetriesOfStrangers
                            && knows?.Invoke(args.Context.Properties.GetValue(HostKey, "")) == false
                        )
                ),
            DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(Pause(options, args.AttemptNumber, judge(args.Outcome)?.After)),
            OnRetry = args =>
            {
                var host = args.Context.Properties.GetValue(HostKey, "");
                options.OnRetry?.Invoke(new RetryNotice(host, judge(args.Outcome)?.Reason ?? "", args.AttemptNumber + 1, args.RetryDelay));
                return default;
            },
        };
        return new ResiliencePipelineBuilder<T> { TimeProvider = time }
            .AddRetry(strategy)
            .Build();
    }

    public static async Task<T> RunAsync<T>(
        this ResiliencePipeline<T> pipeline,
        string host,
        Func<CancellationToken, Task<T>> action,
        CancellationToken cancellationToken
    )
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        context.Properties.Set(HostKey, host);
        try
        {
            return await pipeline
                .ExecuteAsync(
                    static async (context, action) => await action(context.CancellationToken).ConfigureAwait(false),
                    context,
                    action
                )
                .ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Exponential with jitter, from half to all of the nominal pause; at least what the server asked for.</summary>
    public static TimeSpan Pause(RetryOptions options, int attempt, TimeSpan? asked)
    {
        var nominal = Math.Min(
            options.BaseDelay.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 20)),
            options.MaxDelay.TotalMilliseconds
        );
        var pause = TimeSpan.FromMilliseconds(nominal * (0.5 + (options.Random() / 2)));
        return asked > pause ? asked.Value : pause;
    }

    public static bool IsTransient(HttpStatusCode status) => (int)status is 408 or 429 or 500 or 502 or 503 or 504;

    public static Verdict? Judge(HttpResponseMessage response, TimeProvider time) =>
        IsTransient(response.StatusCode)
            ? new Verdict($"{(int)response.StatusCode} {response.StatusCode}", RetryAfter(response, time))
            : null;

    public static Verdict? Judge(Exception exception) =>
        exception switch
        {
            _ when SourceException.Find(exception) is not null => null,
            RegistryException registry => registry.IsTransient ? new Verdict(registry.Message, registry.RetryAfter) : null,
            ContentException => null,
            TimeoutException => new Verdict("no answer in time", null),
            HttpRequestException http => Judge(http),
            IOException => new Verdict("the connection was lost", null),
            _ => null,
        };

    /// <summary>
    /// For several requests that belong together. An upload that a registry does not know any more, or finds invalid, is begun anew: crane
    /// does so for the code BLOB_UPLOAD_INVALID, docker for 404.
    /// </summary>
    public static Verdict? JudgeConversation(RegistryException exception) =>
        exception.Problem == RegistryProblem.UploadLost
            ? new Verdict(exception.Message, exception.RetryAfter, Most: RetriesOfUploads)
            : Judge(exception);

    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        var pause = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        if (pause is null && response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            // Docker Hub does not say when, but for how long pulls are counted together, and that none is left.
            pause = RateLimitHeaders.Read(response) is { Remaining: 0, Window: { } window } ? window : null;
        }

        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }

    private static Verdict? Judge(HttpRequestException exception)
    {
        if (TlsFailure.Find(exception) is not null)
        {
            return null;
        }

        return exception.HttpRequestError switch
        {
            HttpRequestError.ConnectionError
                when exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } => new Verdict(
                "connection refused",
                null,
                IsRefusal: true
            ),
            HttpRequestError.ConnectionError => new Verdict("could not connect", null),
            HttpRequestError.NameResolutionError
                when exception.InnerException is SocketException { SocketErrorCode: SocketError.TryAgain } => new Verdict(
                "name resolution failed",
                null
            ),
            HttpRequestError.ResponseEnded or HttpRequestError.Unknown => new Verdict("the connection was lost", null),
            HttpRequestError.SecureConnectionError when exception.InnerException is IOException => new Verdict(
                "the connection was lost",
                null
            ),
            _ => null,
        };
    }
}
