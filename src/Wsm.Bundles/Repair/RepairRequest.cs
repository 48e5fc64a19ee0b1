using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Bundles.Checking;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Oci.Files;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Failures;

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
                        .OfType<Digest>()
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
            var request = JsonSerializer.Deserialize(RegularFile.ReadAll(path, LockFile.LargestFile), RepairJson.Default.RepairRequest);
            if (request?.Format == CurrentFormat)
            {
                request.Require();
                return request;
            }

            throw UserError.Usage($"'{path}' is not a repair request that this wsm knows.", RemedyKind.WriteRepairRequest);
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new UserError(
                $"'{path}' is not a repair request: {error.Message}",
                RemedyKind.WriteRepairRequest,
                FailureKind.Usage,
                error
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The repair request cannot be read: {error.Message}", kind: FailureKind.Usage, cause: error);
        }
    }

    /// <exception cref="FormatException">It names what cannot be.</exception>
    private void Require()
    {
        JsonLists.NoGaps(Images, "images");
        JsonLists.NoGaps(Files, "files");
        foreach (var damaged in Images)
        {
            JsonLists.NoGaps(damaged.Needed, $"digests of {damaged.Image.Reference}");
            LockCheck.Require(damaged.Image, damaged.Image.File is null ? BundleLayout.Oci : BundleLayout.Archives);
        }

        foreach (var file in Files)
        {
            LockCheck.Require(file.File, file.Size);
        }
    }

    public void Write(string path) => AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, RepairJson.Default.RepairRequest));
}

/// <param name="Needed">Digests of what is missing of it; its manifests are needed in any case.</param>
public sealed record DamagedImage(LockedImage Image, IReadOnlyList<Digest> Needed);

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
