using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Peers;
using Wsm.Tests.Bundles;

namespace Wsm.Tests.Pack;

public sealed class PackTests
{
    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task The_same_bundle_makes_the_same_volumes_and_none_is_too_large(BundleLayout layout)
    {
        using var made = await PackedBundle.MakeAsync(layout);
        await made.WellAsync("pack", "again/y.wsm", "-b", "bundle", "--volume", $"{PackedBundle.VolumeSize}");

        Assert.True(made.Volumes.Count > 5);
        Assert.All(made.Volumes, path => Assert.InRange(new FileInfo(path).Length, 1, PackedBundle.VolumeSize));
        Assert.Equal(made.Volumes.Select(Sum), Directory.GetFiles(made["again"]).Order(StringComparer.Ordinal).Select(Sum));
        Assert.Equal(Enumerable.Range(1, made.Volumes.Count).Select(i => $"x.{i:D3}.wsm"), made.Volumes.Select(Path.GetFileName));
    }

    [Fact]
    public async Task One_file_and_a_repacked_one_are_the_same()
    {
        using var made = await PackedBundle.MakeAsync();
        await made.WellAsync("pack", "one.wsm");
        await made.WellAsync("pack", "two.wsm", "-b", "packed");

        Assert.Equal(Sum(made["one.wsm"]), Sum(made["two.wsm"]));
    }

    [Fact]
    public async Task Plain_tar_and_cat_make_a_layout_that_skopeo_reads()
    {
        using var made = await PackedBundle.MakeAsync();
        const string Script = """
            mkdir plain
            for volume in packed/*.wsm; do
              tar xf "$volume" -C plain
            done
            cd plain
            for part in images/blobs/sha256/*.part-0001; do cat "${part%0001}"* > "${part%.part-0001}"; rm "${part%0001}"*; done
            cd images/blobs/sha256
            for blob in *; do echo "$blob  $blob"; done | sha256sum --check --quiet
            """;

        await Tool.RunAsync("bash", ["-euc", Script], made.Path);
        await Tool.RunAsync("skopeo", ["copy", "--quiet", $"oci:{made["plain", "images"]}:example.org/app:1", $"dir:{made["copy"]}"]);

        Assert.True(
            File.ReadAllBytes(made["bundle", "bundle.json"]).AsSpan().SequenceEqual(File.ReadAllBytes(made["plain", "bundle.json"]))
        );
        Assert.True(File.ReadAllBytes(made["bundle", "spec.yaml"]).AsSpan().SequenceEqual(File.ReadAllBytes(made["plain", "spec.yaml"])));
    }

    [Fact]
    public async Task Every_blob_is_packed_once()
    {
        using var made = await PackedBundle.MakeAsync();
        await made.WellAsync("pack", "one.wsm");
        using var bundle = Bundle.Open(made.Bundle);
        var blobs = bundle
            .Lock.Images.SelectMany(image => image.Contents)
            .DistinctBy(content => content.Digest)
            .Sum(content => content.Size);

        var names = (await Tool.RunAsync("tar", ["tf", made["one.wsm"]])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(names.Distinct(), names);
        Assert.InRange(new FileInfo(made["one.wsm"]).Length, blobs, blobs + 100_000);
    }

    [Fact]
    public async Task Machines_are_told_of_each_volume_and_its_digest()
    {
        using var made = await PackedBundle.MakeAsync();

        var run = await made.WellAsync("pack", "packed/x.wsm", "--volume", $"{PackedBundle.VolumeSize}", "-o", "json");

        var last = JsonNode.Parse(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!;
        Assert.Equal("done", (string?)last["kind"]);
        Assert.Equal(0, (long?)last["written"]);
        Assert.Equal(
            made.Volumes.Select(path => (Path.GetFileName(path), "sha256:" + OwnSum(path))),
            last["volumes"]!.AsArray().Select(volume => ((string)volume!["file"]!, (string)volume["digest"]!))
        );
    }

    [Fact]
    public async Task Without_a_name_the_file_has_the_bundles_and_a_folder_may_be_named_instead()
    {
        using var made = await PackedBundle.MakeAsync();
        Directory.CreateDirectory(made["stick"]);

        await made.WellAsync("pack");
        await made.WellAsync("pack", "stick", "--volume", "cd");

        Assert.True(File.Exists(made["test.wsm"]));
        Assert.True(File.Exists(made["stick", "test.001.wsm"]));
    }

    [Theory]
    [InlineData("huge", 2, "'huge' is neither a size nor a medium")]
    [InlineData("1000", 2, "too small")]
    public async Task A_size_that_makes_no_sense_is_refused(string size, int exitCode, string message)
    {
        using var made = await PackedBundle.MakeAsync();

        var run = await made.RunAsync("pack", "out/x.wsm", "--volume", size);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(message, run.Error);
    }

    [Fact]
    public async Task A_file_that_is_no_volume_is_not_overwritten()
    {
        using var made = await PackedBundle.MakeAsync();
        File.WriteAllText(made["precious.wsm"], "precious");

        var run = await made.RunAsync("pack", "precious.wsm");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("precious.wsm' is in the way", run.Error);
        Assert.Equal("precious", File.ReadAllText(made["precious.wsm"]));
    }

    [Fact]
    public async Task Volumes_of_an_earlier_larger_set_do_not_stay_behind()
    {
        using var made = await PackedBundle.MakeAsync();
        var before = made.Volumes.Count;

        var run = await made.WellAsync("pack", "packed/x.wsm", "--volume", "500000");

        Assert.True(made.Volumes.Count < before);
        Assert.Contains($"x.{before:D3}.wsm was removed", run.Error);
        await made.WellAsync("verify", "-b", "packed");
    }

    [Theory]
    [InlineData("example.org/app")]
    [InlineData("many")]
    public async Task A_damaged_bundle_is_not_packed_and_a_mended_one_is(string repository)
    {
        using var made = await PackedBundle.MakeAsync();
        var archive = made["bundle", "images", repository.Contains('/') ? repository : "docker.io/library/" + repository, "1.tgz"];
        var whole = File.ReadAllBytes(archive);
        Flip(archive, whole.Length / 2);

        var damaged = await made.RunAsync("pack", "out/x.wsm", "--volume", $"{PackedBundle.VolumeSize}");
        var names = Directory
            .GetFiles(made["out"])
            .Where(path => !path.EndsWith(".partial", StringComparison.Ordinal))
            .Select(path => (Path.GetFileName(path), Sum(path)))
            .ToList();
        File.WriteAllBytes(archive, whole);
        await made.WellAsync("pack", "out/x.wsm", "--volume", $"{PackedBundle.VolumeSize}");

        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains("damaged", damaged.Error);
        Assert.Contains(repository, damaged.Error);
        Assert.All(names, file => Assert.Equal(Sum(made["packed", file.Item1!]), file.Item2));
        Assert.Equal(Snapshot.Of(made.Packed), Snapshot.Of(made["out"]));
    }

    [Fact]
    public async Task What_an_earlier_run_left_is_kept_where_it_is_right_and_made_anew_where_not()
    {
        using var made = await PackedBundle.MakeAsync();
        var right = Snapshot.Of(made.Packed);
        Flip(made.Volumes[1], 150_000);
        File.Delete(made.Volumes[2]);
        var times = made.Volumes.ToDictionary(path => path, File.GetLastWriteTimeUtc);

        await made.WellAsync("pack", "packed/x.wsm", "--volume", $"{PackedBundle.VolumeSize}");

        Assert.Equal(right, Snapshot.Of(made.Packed));
        Assert.Equal(times[made.Volumes[0]], File.GetLastWriteTimeUtc(made.Volumes[0]));
        Assert.Equal(times[made.Volumes[^1]], File.GetLastWriteTimeUtc(made.Volumes[^1]));
    }

    [Fact]
    public async Task However_many_volumes_are_damaged_they_are_made_anew()
    {
        using var made = await PackedBundle.MakeAsync();
        var right = Snapshot.Of(made.Packed);
        foreach (var path in made.Volumes)
        {
            Flip(path, new FileInfo(path).Length - 2500);
        }

        await made.WellAsync("pack", "packed/x.wsm", "--volume", $"{PackedBundle.VolumeSize}");

        Assert.Equal(right, Snapshot.Of(made.Packed));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(0, 60_000)]
    [InlineData(2, 199_000)]
    [InlineData(3, 100_000)]
    public async Task A_partial_volume_with_a_page_that_never_reached_the_disk_is_not_trusted(int volume, int hole)
    {
        using var made = await PackedBundle.MakeAsync();
        var right = Snapshot.Of(made.Packed);
        foreach (var path in made.Volumes.Skip(volume))
        {
            File.Move(path, path + ".partial");
        }

        var broken = File.ReadAllBytes(made.Volumes[volume]);
        broken.AsSpan(hole, Math.Min(4096, broken.Length - hole)).Clear();
        File.WriteAllBytes(made.Volumes[volume], broken);

        await made.WellAsync("pack", "packed/x.wsm", "--volume", $"{PackedBundle.VolumeSize}");

        Assert.Equal(right, Snapshot.Of(made.Packed));
    }

    [Fact]
    public async Task A_full_disk_is_found_out_before_anything_is_written()
    {
        using var made = await PackedBundle.MakeAsync();
        await using var disk = await SmallDisk.MountAsync(made["small"], "400k");

        var run = await made.RunAsync("pack", "small/x.wsm");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("are missing", run.Error);
        Assert.Empty(Directory.GetFiles(disk.Path));
    }

    [Fact]
    public async Task The_signature_travels_with_the_lock()
    {
        using var made = await PackedBundle.MakeAsync();
        await Tool.RunAsync("openssl", ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", made["key.pem"]]);
        await Tool.RunAsync("openssl", ["pkey", "-in", made["key.pem"], "-pubout", "-out", made["key.pub"]]);
        var unsigned = await made.RunAsync("verify", "-b", "packed", "--verify-key", "key.pub");
        await made.WellAsync("sign", "--key", "key.pem");
        await made.WellAsync("pack", "signed/x.wsm", "--volume", $"{PackedBundle.VolumeSize}");

        await made.WellAsync("verify", "-b", "signed", "--verify-key", "key.pub");
        await made.WellAsync("unpack", "signed", "-b", "again", "--verify-key", "key.pub");

        Assert.Equal(3, unsigned.ExitCode);
        Assert.Equal(Snapshot.Of(made.Bundle), Snapshot.Of(made["again"]));
    }

    /// <summary>A volume's own SHA-256, by its description: each piece stands as the SHA-256 of its content.</summary>
    private static string OwnSum(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var header = JsonNode.Parse(bytes.AsSpan(512, 1024))!;
        var index = JsonNode.Parse(bytes.AsSpan((int)header["index"]!["at"]!, (int)header["index"]!["size"]!))!;
        var pieces = index["entries"]!
            .AsArray()
            .SelectMany(entry => entry!["pieces"]!.AsArray())
            .Where(piece => (int)piece!["volume"]! == (int)header["volume"]!)
            .Select(piece => (At: (int)piece!["at"]!, Size: (int)piece["size"]!))
            .OrderBy(piece => piece.At);
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var passed = 0;
        foreach (var (at, size) in pieces)
        {
            sum.AppendData(bytes.AsSpan(passed, at - passed));
            sum.AppendData(SHA256.HashData(bytes.AsSpan(at, size)));
            passed = at + size;
        }

        sum.AppendData(bytes.AsSpan(passed, bytes.Length - 2048 - passed));
        return Convert.ToHexStringLower(sum.GetHashAndReset());
    }

    internal static string Sum(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    internal static void Flip(string path, long at)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.Position = at;
        var value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ 0x10));
    }
}
