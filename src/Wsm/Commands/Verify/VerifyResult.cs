using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Bundles.Checking;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Trust;
using Wsm.Bundles.Trust.Images;
using Wsm.Product.Resolving;
using Wsm.Product.Wording;

namespace Wsm.Commands.Verify;

/// <summary>Everything <c>verify</c> found out; <c>-o json</c> prints it.</summary>
/// <param name="Bytes">How many bytes of files were read.</param>
internal sealed record VerifyResult(IReadOnlyList<BundleFinding> Findings, int Images, int Charts, long Bytes, bool IsIntact)
{
    private static readonly VerifyJson Json = new(ReadableJson.Like(VerifyJson.Default.Options));

    /// <summary>Null unless the bundle is a delta.</summary>
    public LeftOutState? LeftOut { get; init; }

    /// <summary>Layers that only their publisher gives, and that the bundle does not hold; null where there are none.</summary>
    public IReadOnlyList<LayersLeftOut>? LayersLeftOut { get; init; }

    /// <summary>Images that could not be had when the bundle was made; null when there are none.</summary>
    public IReadOnlyList<MissingImage>? Missing { get; init; }

    public SignatureState? Signature { get; init; }

    /// <summary>Null where no key for images was given.</summary>
    public IReadOnlyList<SignatureVerdict>? ImageSignatures { get; init; }

    [JsonIgnore]
    public IReadOnlyList<SignatureVerdict> WithoutSignature => [.. (ImageSignatures ?? []).Where(verdict => !verdict.IsGood)];

    [JsonIgnore]
    public int ExitCode => IsIntact && WithoutSignature.Count == 0 && Missing is null ? Hosting.ExitCode.Done : Hosting.ExitCode.Incomplete;

    public static VerifyResult Of(CheckReport report) => new(report.Findings, report.Images, report.Charts, report.Bytes, report.IsIntact);

    public string ToJson() => JsonSerializer.Serialize(this, Json.VerifyResult);
}

/// <summary>What a delta leaves out.</summary>
/// <param name="Checked">Whether it was looked for in bundles named with --base: then what is not there is among the findings.</param>
internal sealed record LeftOutState(int Blobs, long Bytes, bool Checked)
{
    public static LeftOutState? Of(Bundle bundle) =>
        bundle.Lock.Delta is { Absent.Count: > 0 } delta ? new(delta.Absent.Count, delta.AbsentBytes, bundle.Bases.Any) : null;
}

/// <summary>What an image lacks.</summary>
internal sealed record LayersLeftOut(string Reference, IReadOnlyList<LockedLayer> Layers)
{
    public static IReadOnlyList<LayersLeftOut>? Of(Bundle bundle)
    {
        var found = bundle
            .Lock.Images.Where(image => image.LeftOut is { Count: > 0 })
            .Select(image => new LayersLeftOut(image.Reference, image.LeftOut!))
            .ToList();
        return found.Count == 0 ? null : found;
    }
}

/// <summary>What is known of the bundle's own signature.</summary>
/// <param name="Present">How many the bundle carries.</param>
/// <param name="By">Trusted keys that signed; empty where none was asked for.</param>
/// <param name="Serial">What they say of it beyond its content, where they do: of two bundles, the newer has the higher one.</param>
/// <param name="Expires">Until when it is to be used.</param>
internal sealed record SignatureState(
    int Present,
    IReadOnlyList<string> By,
    long? Serial,
    DateTimeOffset? SignedAt,
    DateTimeOffset? Expires
)
{
    public static SignatureState Of(Bundle bundle, Vouching vouching) =>
        new(
            bundle.ReadOptional(SignatureFile.Name) is { } file ? SignatureFile.Parse(file).Count : 0,
            [.. vouching.Signers.Select(key => key.ToString())],
            vouching.Statement?.Serial,
            vouching.Statement?.SignedAt,
            vouching.Statement?.Expires
        );

    [JsonIgnore]
    public bool IsUnchecked => Present > 0 && By.Count == 0;
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(VerifyResult))]
internal sealed partial class VerifyJson : JsonSerializerContext;
