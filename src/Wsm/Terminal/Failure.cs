using Wsm.Bundles.Files;
using Wsm.Kubernetes.Failures;
using Wsm.Oci.Content;
using Wsm.Oci.Credentials;
using Wsm.Oci.Models;
using Wsm.Oci.Registry.Failures;
using Wsm.Product.Failures;
using Wsm.Site.Releases.Records;

namespace Wsm.Terminal;

/// <summary>What a person is told about something that went wrong.</summary>
public sealed record Failure(string Message, string? Hint, int ExitCode)
{
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>A bug of the program, not a state of the world.</summary>
    public bool IsUnexpected { get; init; }

    /// <param name="interruption">The token that is cancelled when the person stops the program.</param>
    public static Failure Of(Exception exception, CancellationToken interruption) =>
        exception switch
        {
            UserError error => new(error.Message, HintFor(error), Hosting.ExitCode.Of(error.Kind)) { Details = error.Details },
            OperationCanceledException when interruption.IsCancellationRequested => new("Interrupted.", null, Hosting.ExitCode.Interrupted),
            OperationCanceledException => new(
                "An operation timed out.",
                "Try again; with -v every request is shown.",
                Hosting.ExitCode.Failed
            ),
            RegistryException error => new(Sentence(error.Message), HintFor(error), Hosting.ExitCode.Failed),
            ContentException or CredentialException or ManifestException => new(
                Sentence(exception.Message),
                HintFor(exception),
                Hosting.ExitCode.Failed
            ),
            KubeConfigException error => new(Sentence(Capital(error.Message)), ClusterHints.For(error), Hosting.ExitCode.Usage),
            ApiException error => new(Sentence(error.Message), ClusterHints.For(error), Hosting.ExitCode.Failed),
            ReleaseException error => new(Sentence(Capital(error.Message)), ClusterHints.For(error), Hosting.ExitCode.Failed)
            {
                Details = error.Details,
            },
            HttpRequestException error => new(
                Innermost(error),
                "Check the address and the network between here and there; with -v every request is shown.",
                Hosting.ExitCode.Failed
            ),
            UnauthorizedAccessException or IOException => new(exception.Message, null, Hosting.ExitCode.Failed),
            OutOfMemoryException => new(
                "This takes more memory than wsm allows itself.",
                "What it reads may be made to do so. $DOTNET_GCHeapHardLimit, hexadecimal bytes, allows more.",
                Hosting.ExitCode.Failed
            ),
            AggregateException { InnerExceptions: [var only] } => Of(only, interruption),
            _ => new(
                $"Unexpected {exception.GetType().Name}: {exception.Message}",
                "This is a bug in wsm; run it again with -v -v and report what it prints.",
                Hosting.ExitCode.Failed
            )
            {
                IsUnexpected = true,
            },
        };

    /// <summary>Any failure as one that its message explains.</summary>
    public static UserError AsUserError(Exception exception)
    {
        if (exception is UserError error)
        {
            return error;
        }

        var told = Of(exception, CancellationToken.None);
        return new UserError(told.Message, told.Hint, cause: exception) { Details = told.Details };
    }

    /// <summary>What the person can do about it; null when that is not known.</summary>
    public static string? HintFor(Exception? exception) =>
        exception switch
        {
            UserError error => error.Hint ?? (error.Remedy is { } remedy ? RemedyText.Of(remedy) : null),
            BundleDamageException => RemedyText.VerifyBundle,
            RegistryException error => RegistryHints.For(error),
            _ => null,
        };

    /// <summary>The libraries' messages stand after a colon as well as alone.</summary>
    private static string Sentence(string message) => message.EndsWith('.') ? message : $"{message}.";

    private static string Capital(string message) => message.Length == 0 ? message : char.ToUpperInvariant(message[0]) + message[1..];

    private static string Innermost(HttpRequestException error) =>
        error.InnerException is { } inner && !error.Message.Contains(inner.Message, StringComparison.Ordinal)
            ? $"{error.Message} ({inner.Message})"
            : error.Message;
}
