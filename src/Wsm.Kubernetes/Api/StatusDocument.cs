using System.Text.Json;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;

namespace Wsm.Kubernetes.Api;

/// <summary>What an API server writes where it refuses: a <c>Status</c>.</summary>
internal sealed record StatusDocument(string? Reason, string? Message, int? Code, IReadOnlyList<ApiCause> Causes)
{
    /// <summary>Null for any other text: of a proxy, say.</summary>
    public static StatusDocument? TryParse(string text)
    {
        try
        {
            return TryRead(new KubeObject(KubeJson.ParseObject(text)));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static StatusDocument? TryRead(KubeObject document) =>
        document.Kind == "Status"
            ? new StatusDocument(
                document.Text("reason"),
                document.Text("message"),
                (int?)document.Number("code"),
                [
                    .. document
                        .Items("details", "causes")
                        .Select(cause => new ApiCause(cause.Text("reason"), cause.Text("message"), cause.Text("field"))),
                ]
            )
            : null;
}
