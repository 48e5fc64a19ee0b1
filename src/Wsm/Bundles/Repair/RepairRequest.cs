using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Bundles.Checking;
using Wsm.Bundles.Writing;

namespace Wsm.Bundles.Repair;

/// <summary>What a damaged bundle needs: a small file that travels to the connected side.</summary>
/// <param name="Images">Images that are damaged or missing, as the lock has them.</param>
/// <param name="Files">Charts and channel answers.</param>
public sealed record RepairRequest(int Format, string Name, IReadOnlyList<DamagedImage> Images, IReadOnlyList<LockedFile> Files)
{
    private const int CurrentFormat = 1;

    public static RepairRequest Of(Bundle bundle, CheckReport report)
    {
        var findings = report.Findings.Where(finding => finding.Kind != FindingKind.Unexpected).ToList();
        var images = bundle
            .Lock.Images.Select(image => new DamagedImage(
                image,
                [
                    .. findings
                        .Where(finding => finding.Item == image.Reference)
                        .Select(finding => finding.Digest)
                        .OfType<string>()
                        .Distinct(),
                ]
            ))
            .Where(image => findings.Any(finding => finding.Item == image.Image.Reference));
        var files = bundle.Lock.Files().Where(file => findings.Any(finding => finding.File == file.File));
        return new RepairRequest(CurrentFormat, bundle.Lock.Name, [.. images], [.. files]);
    }

    /// <exception cref="UserError">It is not there, or not a repair request.</exception>
    public static RepairRequest Read(string path)
    {
        try
        {
            var request = JsonSerializer.Deserialize(File.ReadAllBytes(path), RepairJson.Default.RepairRequest);
            return request?.Format == CurrentFormat
                ? request
                : throw UserError.Usage(
                    $"'{path}' is not a repair request that this wsm knows.",
                    "'wsm verify --repair-request FILE' writes one."
                );
        }
        catch (JsonException error)
        {
            throw new UserError(
                $"'{path}' is not a repair request: {error.Message}",
                "'wsm verify --repair-request FILE' writes one.",
                ExitCode.Usage,
                error
            );
        }
        catch (IOException error)
        {
            throw new UserError($"The repair request cannot be read: {error.Message}", exitCode: ExitCode.Usage, cause: error);
        }
    }

    public void Write(string path) => SafeFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, RepairJson.Default.RepairRequest));
}

/// <param name="Needed">Digests of what is missing of it; its manifests are needed in any case.</param>
public sealed record DamagedImage(LockedImage Image, IReadOnlyList<string> Needed);

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(RepairRequest))]
internal sealed partial class RepairJson : JsonSerializerContext;
