using System.Text.Json;
using Wsm.Hosting;
using Wsm.Product.Wording;

namespace Wsm.Commands.Report.CycloneDx;

internal static class CycloneDxWriter
{
    private static readonly CycloneDxJson Json = new(ReadableJson.Like(CycloneDxJson.Default.Options));

    /// <summary>What every document says that it was made with.</summary>
    public static CycloneDxTools Tools { get; } =
        new([
            new CycloneDxComponent
            {
                Type = "application",
                Name = "wsm",
                Version = ProgramVersion.Number,
            },
        ]);

    public static string Write(CycloneDxDocument document) => JsonSerializer.Serialize(document, Json.CycloneDxDocument) + "\n";
}
