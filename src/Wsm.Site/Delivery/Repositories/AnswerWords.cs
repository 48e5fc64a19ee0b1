using System.Text.Json;
using Wsm.Oci.References;

namespace Wsm.Site.Delivery.Repositories;

/// <summary>What an API says of a refusal, in its own words; empty where it says nothing.</summary>
internal static class AnswerWords
{
    private const int Longest = 300;
    private const int LargestBody = 64 * 1024;
    private static readonly string[] Names = ["error_message", "detail", "message", "error_description", "error"];

    public static async Task<string> OfAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            await answer.Content.LoadIntoBufferAsync(LargestBody, cancellationToken);
            using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            return Names
                .Select(name =>
                    document.RootElement.ValueKind == JsonValueKind.Object
                    && document.RootElement.TryGetProperty(name, out var value)
                    && value.ValueKind == JsonValueKind.String
                        ? Quoted.Plain(value.GetString()!, Longest)
                        : ""
                )
                .FirstOrDefault(words => words.Length > 0)
                ?? "";
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or HttpRequestException)
        {
            // The status has been told.
            return "";
        }
    }
}
