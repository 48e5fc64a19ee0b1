using Wsm.Bundles.Volumes;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Tests.Bundles.Volumes;

/// <summary>An index is read by before its volumes are believed; it must not lead anywhere.</summary>
public sealed class IndexCheckTests
{
    private static readonly Digest Sum = Digest.Of("what it holds"u8);

    private static readonly VolumeIndex Right = new()
    {
        Format = 1,
        Name = "test",
        Title = "Test",
        Bundle = Sum,
        Volumes = [100_000, 100_000],
        Head = [new IndexedFile("bundle.json", Sum, 100, 2048)],
        Entries = [new IndexedEntry("spec.yaml", Sum, 60_000, [new EntryPiece(1, 50_000, 40_000), new EntryPiece(2, 50_000, 20_000)])],
    };

    public static TheoryData<string> Wrongs => [.. Changes.Keys];

    private static Dictionary<string, VolumeIndex> Changes { get; } =
        new()
        {
            ["another number of volumes"] = Right with { Volumes = [100_000] },
            ["a volume too short"] = Right with { Volumes = [100_000, 10] },
            ["no lock"] = Right with { Head = [] },
            ["another lock"] = Right with { Bundle = Digest.Of("another"u8) },
            ["a head file out of reach"] = Right with { Head = [Right.Head[0] with { At = 99_950 }] },
            ["a head file of a negative size"] = Right with { Head = [Right.Head[0] with { Size = -1 }] },
            ["a name that leads out"] = WithEntry(Right.Entries[0] with { Name = "../etc/passwd" }),
            ["a name twice"] = Right with { Entries = [Right.Entries[0], Right.Entries[0]] },
            ["a name of the head"] = WithEntry(Right.Entries[0] with { Name = "bundle.json" }),
            ["pieces shorter than the whole"] = WithEntry(Right.Entries[0] with { Size = 60_001 }),
            ["pieces longer than the whole"] = WithEntry(Right.Entries[0] with { Size = 59_999 }),
            ["no pieces"] = WithEntry(Right.Entries[0] with { Size = 0, Pieces = [] }),
            ["a piece out of reach"] = WithPiece(new EntryPiece(2, 90_000, 20_000)),
            ["a piece far out of reach"] = WithPiece(new EntryPiece(2, long.MaxValue - 5, 20_000)),
            ["a piece before the start"] = WithPiece(new EntryPiece(2, -1, 20_000)),
            ["a piece of no volume"] = WithPiece(new EntryPiece(3, 50_000, 20_000)),
            ["pieces in one volume"] = WithPiece(new EntryPiece(1, 50_000, 20_000)),
        };

    [Fact]
    public void A_right_one_is_taken() => IndexCheck.Require(Right, 2);

    [Theory]
    [MemberData(nameof(Wrongs))]
    public void A_wrong_one_is_refused(string what) => Assert.Throws<FormatException>(() => Refuse(Changes[what]));

    private static void Refuse(VolumeIndex index)
    {
        try
        {
            IndexCheck.Require(index, 2);
        }
        catch (UserError error)
        {
            throw new FormatException(error.Message);
        }
    }

    private static VolumeIndex WithEntry(IndexedEntry entry) => Right with { Entries = [entry] };

    private static VolumeIndex WithPiece(EntryPiece second) =>
        WithEntry(Right.Entries[0] with { Pieces = [Right.Entries[0].Pieces[0], second] });
}
