using Wsm.Hosting;

namespace Wsm.Commands.Report.CycloneDx;

/// <summary>What the program itself is made of.</summary>
internal static class SelfReport
{
    private const string Program = "wsm";

    public static string Write()
    {
        var parts = ThirdPartyNotices.Parts;
        var all = string.Join(
            '\n',
            parts.Select(part => part.PackageUrl).Prepend($"{Program} {ProgramVersion.Number} {ProgramVersion.Commit}")
        );
        var required = parts.SelectMany(part => part.Requires).ToHashSet();
        var self = new CycloneDxComponent
        {
            Type = "application",
            BomRef = Program,
            Name = Program,
            Version = ProgramVersion.Number,
            Description = "Carries Helm-based products across an air gap",
            Properties = ProgramVersion.Commit is { } commit ? [new("wsm:commit", commit)] : null,
        };
        return CycloneDxWriter.Write(
            new CycloneDxDocument
            {
                SerialNumber = $"urn:uuid:{DeterministicUuid.Of(all)}",
                Metadata = new CycloneDxMetadata(CycloneDxWriter.Tools, self),
                Components = [.. parts.Select(Component)],
                Dependencies =
                [
                    new CycloneDxDependency(
                        Program,
                        [.. parts.Where(part => !required.Contains(part.Name)).Select(part => part.PackageUrl)]
                    ),
                    .. parts.Select(part => new CycloneDxDependency(
                        part.PackageUrl,
                        [.. parts.Where(other => part.Requires.Contains(other.Name)).Select(other => other.PackageUrl)]
                    )),
                ],
            }
        );
    }

    private static CycloneDxComponent Component(ThirdPartyPart part) =>
        new()
        {
            // What is no package of its own is a part of .NET.
            Type = part.Sha512 is null ? "framework" : "library",
            BomRef = part.PackageUrl,
            Name = part.Name,
            Version = part.Version,
            Hashes = part.Sha512 is { } hash ? [new CycloneDxHash("SHA-512", hash)] : null,
            Licenses = [new CycloneDxLicenseChoice(new CycloneDxLicense(part.License))],
            Copyright = part.Copyright,
            Purl = part.PackageUrl,
            ExternalReferences = [new CycloneDxReference("website", part.Home)],
        };
}
