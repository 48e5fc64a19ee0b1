using Wsm.Oci.Content;
using Wsm.Oci.Credentials;
using Wsm.Oci.Models;
using Wsm.Oci.Registry;

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
            UserError error => new(error.Message, error.Hint, error.ExitCode) { Details = error.Details },
            OperationCanceledException when interruption.IsCancellationRequested => new("Interrupted.", null, Wsm.ExitCode.Interrupted),
            OperationCanceledException => new(
                "An operation took too long and was given up.",
                "Try again; with -v every request is shown.",
                Wsm.ExitCode.Failed
            ),
            RegistryException error => new(Sentence(error.Message), error.Hint, Wsm.ExitCode.Failed),
            ContentException or CredentialException or ManifestException => new(Sentence(exception.Message), null, Wsm.ExitCode.Failed),
            HttpRequestException error => new(
                Innermost(error),
                "Check the address and the network between here and there; with -v every request is shown.",
                Wsm.ExitCode.Failed
            ),
            UnauthorizedAccessException or IOException => new(exception.Message, null, Wsm.ExitCode.Failed),
            AggregateException { InnerExceptions: [var only] } => Of(only, interruption),
            _ => new(
                $"Unexpected {exception.GetType().Name}: {exception.Message}",
                "This is a bug in wsm; run it again with -v -v and report what it prints.",
                Wsm.ExitCode.Failed
            )
            {
                IsUnexpected = true,
            },
        };

    /// <summary>The libraries' messages stand after a colon as well as alone.</summary>
    private static string Sentence(string message) => message.EndsWith('.') ? message : $"{message}.";

    private static string Innermost(HttpRequestException error) =>
        error.InnerException is { } inner && !error.Message.Contains(inner.Message, StringComparison.Ordinal)
            ? $"{error.Message} ({inner.Message})"
            : error.Message;
}
