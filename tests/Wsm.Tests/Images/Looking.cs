using Wsm.Product.Catalogs;
using Wsm.Product.Finding;
using Wsm.Product.Finding.Fields;
using Wsm.Product.Finding.Texts;

namespace Wsm.Tests.Images;

/// <summary>What is found in one document.</summary>
internal static class Looking
{
    public static DocumentFindings At(string yaml, params ImageFieldRow[] further) =>
        DocumentImages.Find(
            new DocumentText(yaml, null),
            "chart/templates/x.yaml",
            new FindingSettings(new ImageFieldTable(further), null)
        );

    /// <summary>The text of a ConfigMap with one file.</summary>
    public static DocumentFindings AtFile(string name, string text) =>
        At(
            $"""
            apiVersion: v1
            kind: ConfigMap
            metadata: {"{"}name: c{"}"}
            data:
              {name}: |
                {text.ReplaceLineEndings("\n    ")}
            """
        );

    public static string[] Texts(DocumentFindings findings) => [.. findings.Uses.Select(use => use.Text)];
}
