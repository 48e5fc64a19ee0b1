using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Wsm.Tests.Bundles;

namespace Wsm.Tests.Pack;

/// <summary>What is wrong with volumes is named at once.</summary>
public sealed class VolumeSetTests
{
    [Fact]
    public async Task A_byte_that_changed_anywhere_is_found()
    {
        using var made = await PackedBundle.MakeAsync();
        var random = new Random(90);
        var volumes = made.Volumes;
        foreach (var (path, number) in volumes.Select((path, i) => (path, i + 1)))
        {
            var length = new FileInfo(path).Length;
            long[] places =
            [
                0,
                130,
                520,
                1000,
                1535,
                1536,
                2100,
                9000,
                random.Next(20_000, (int)length - 2048),
                random.Next(20_000, (int)length - 2048),
                length - 2048,
                length - 1500,
                length - 1,
            ];
            foreach (var place in places)
            {
                PackTests.Flip(path, place);

                var run = await made.RunAsync("verify", "-b", "packed");

                Assert.True(run.ExitCode == 3, $"byte {place} of volume {number}: {run.ExitCode}");
                Assert.True(
                    run.Error.Contains(Path.GetFileName(path)) || run.Error.Contains($"volume {number} of {volumes.Count}"),
                    $"byte {place} of volume {number}: {run.Error}"
                );
                PackTests.Flip(path, place);
            }
        }

        await made.WellAsync("verify", "-b", "packed");
    }

    [Fact]
    public async Task A_missing_volume_is_named_before_anything_is_done()
    {
        using var made = await PackedBundle.MakeAsync();
        foreach (var (path, number) in made.Volumes.Select((path, i) => (path, i + 1)).ToList())
        {
            File.Move(path, made["away"]);

            var push = await made.RunAsync("push", "-b", "packed", "--registry", "127.0.0.1:9");
            var verify = await made.RunAsync("verify", "-b", "packed");

            Assert.Equal(1, push.ExitCode);
            Assert.Contains($"Volume {number} of {made.Volumes.Count + 1} of Whole is missing", push.Error);
            Assert.Equal(3, verify.ExitCode);
            Assert.Contains($"missing: volume {number} of {made.Volumes.Count + 1}: it is not there", verify.Error);
            File.Move(made["away"], path);
        }
    }

    [Fact]
    public async Task A_volume_that_was_cut_off_is_named()
    {
        using var made = await PackedBundle.MakeAsync();
        foreach (var path in made.Volumes)
        {
            var whole = File.ReadAllBytes(path);
            foreach (var length in new[] { whole.Length - 1, whole.Length / 2, 30_000 })
            {
                File.WriteAllBytes(path, whole[..length]);

                var push = await made.RunAsync("push", "-b", "packed", "--registry", "127.0.0.1:9");
                var verify = await made.RunAsync("verify", "-b", "packed");

                Assert.Equal((1, 3), (push.ExitCode, verify.ExitCode));
                Assert.Contains($"{Path.GetFileName(path)}', is {length} bytes long instead of {whole.Length}", push.Error);
                Assert.Contains($"{Path.GetFileName(path)}: it is {length} bytes long instead of {whole.Length}", verify.Error);
            }

            File.WriteAllBytes(path, whole);
        }
    }

    [Fact]
    public async Task Names_do_not_matter_and_a_second_copy_does_no_harm()
    {
        using var made = await PackedBundle.MakeAsync();
        var paths = made.Volumes;
        foreach (var path in paths)
        {
            File.Move(path, path + ".moved");
        }

        foreach (var (path, i) in paths.Select((path, i) => (path, i)))
        {
            File.Move(path + ".moved", paths[(i + 3) % paths.Count]);
        }

        File.Copy(paths[0], made["packed", "copy of one"]);
        File.WriteAllText(made["packed", "README"], "volumes");

        await made.WellAsync("verify", "-b", "packed");
        await made.WellAsync("unpack", "packed/copy of one", "-b", "again");

        Assert.Equal(Snapshot.Of(made.Bundle), Snapshot.Of(made["again"]));
    }

    [Fact]
    public async Task Media_side_by_side_are_one_bundle()
    {
        using var made = await PackedBundle.MakeAsync();
        foreach (var (path, i) in made.Volumes.Select((path, i) => (path, i)))
        {
            Directory.CreateDirectory(made["media", $"disc{i % 2}"]);
            File.Move(path, made["media", $"disc{i % 2}", Path.GetFileName(path)]);
        }

        await made.WellAsync("verify", "-b", "media");
        var half = await made.RunAsync("push", "-b", "media/disc0", "--registry", "127.0.0.1:9");

        Assert.Equal(1, half.ExitCode);
        Assert.Contains("Volumes 2, 4", half.Error);
    }

    [Fact]
    public async Task Of_two_copies_the_one_that_is_not_cut_off_is_taken()
    {
        using var made = await PackedBundle.MakeAsync();
        File.WriteAllBytes(made["packed", "a copy"], File.ReadAllBytes(made.Volumes[0])[..50_000]);

        await made.WellAsync("verify", "-b", "packed");
    }

    [Fact]
    public async Task A_volume_twice_in_the_place_of_another_is_that_other_missing()
    {
        using var made = await PackedBundle.MakeAsync();
        File.Copy(made.Volumes[1], made.Volumes[2], overwrite: true);

        var run = await made.RunAsync("push", "-b", "packed", "--registry", "127.0.0.1:9");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"Volume 3 of {made.Volumes.Count} of Whole is missing", run.Error);
    }

    [Fact]
    public async Task A_volume_of_another_bundle_is_named()
    {
        using var made = await PackedBundle.MakeAsync();
        using var other = await PackedBundle.MakeAsync(title: "Quite another");
        File.Copy(other.Volumes[3], made.Volumes[3], overwrite: true);

        var folder = await made.RunAsync("push", "-b", "packed", "--registry", "127.0.0.1:9");
        var file = await made.RunAsync("push", "-b", "packed/x.001.wsm", "--registry", "127.0.0.1:9");

        Assert.Equal((2, 1), (folder.ExitCode, file.ExitCode));
        Assert.Contains("holds volumes of 2 different bundles", folder.Error);
        Assert.Contains($"x.004.wsm: 1 of {other.Volumes.Count} volumes of Quite another", folder.Error);
        Assert.Contains($"Volume 4 of {made.Volumes.Count} of Whole is missing", file.Error);
        Assert.Contains("x.004.wsm is volume 4", file.Error);
        Assert.Contains("another bundle, Quite another", file.Error);
    }

    [Fact]
    public async Task The_same_bundle_packed_in_another_way_does_not_fit()
    {
        using var made = await PackedBundle.MakeAsync();
        await made.WellAsync("pack", "packed/other.wsm", "--volume", "300000");
        File.Delete(made["packed", "x.002.wsm"]);

        var folder = await made.RunAsync("verify", "-b", "packed");
        var file = await made.RunAsync("push", "-b", "packed/x.001.wsm", "--registry", "127.0.0.1:9");

        Assert.Equal((2, 1), (folder.ExitCode, file.ExitCode));
        Assert.Contains("one bundle that were packed twice", folder.Error);
        Assert.Contains("other.002.wsm is volume 2", file.Error);
        Assert.Contains("packed in another way", file.Error);
        await made.WellAsync("verify", "-b", "packed/other.001.wsm");
    }

    [Fact]
    public async Task A_damaged_header_is_named_as_such()
    {
        using var made = await PackedBundle.MakeAsync();
        PackTests.Flip(made.Volumes[1], 700);

        var itself = await made.RunAsync("verify", "-b", "packed/x.002.wsm");
        var others = await made.RunAsync("push", "-b", "packed", "--registry", "127.0.0.1:9");

        Assert.Equal(1, itself.ExitCode);
        Assert.Contains("The header of volume", itself.Error);
        Assert.Contains($"Volume 2 of {made.Volumes.Count}", others.Error);
        Assert.Contains("x.002.wsm may be one of them: its header is damaged", others.Error);
    }

    [Fact]
    public async Task A_volume_of_a_newer_format_asks_for_a_newer_wsm()
    {
        using var made = await PackedBundle.MakeAsync();
        await made.WellAsync("pack", "one.wsm");
        Rewrite(made["one.wsm"], text => text.Replace("{\"format\":1,", "{\"format\":2,"));

        var run = await made.RunAsync("verify", "-b", "one.wsm");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("of a format that this wsm does not know", run.Error);
    }

    [Theory]
    [InlineData("\"volume\":1", "\"volume\":0")]
    [InlineData("\"volumes\":1", "\"volumes\":0")]
    [InlineData("\"size\":", "\"size\":-")]
    public async Task A_header_that_makes_no_sense_is_damaged(string right, string wrong)
    {
        using var made = await PackedBundle.MakeAsync();
        await made.WellAsync("pack", "one.wsm");
        Rewrite(made["one.wsm"], text => new Regex(Regex.Escape(right)).Replace(text, wrong, 1));

        var run = await made.RunAsync("verify", "-b", "one.wsm");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The header of volume", run.Error);
    }

    [Fact]
    public async Task What_is_no_bundle_at_all_is_said_so()
    {
        using var made = await PackedBundle.MakeAsync();
        File.WriteAllText(made["some.wsm"], "text");
        File.WriteAllText(made["empty.wsm"], "");
        Directory.CreateDirectory(made["nothing"]);

        foreach (var path in new[] { "some.wsm", "empty.wsm", "nothing", "not-there", "not-there.wsm" })
        {
            var run = await made.RunAsync("verify", "-b", path);

            Assert.Equal(2, run.ExitCode);
            Assert.Contains(path, run.Error);
        }
    }

    /// <summary>Changes a volume's header and makes its checksum fit.</summary>
    private static void Rewrite(string path, Func<string, string> change)
    {
        var bytes = File.ReadAllBytes(path);
        var document = bytes.AsSpan(512, 1024);
        var text =
            Regex
                .Replace(
                    change(Encoding.ASCII.GetString(document).TrimEnd()),
                    "(?<=\"checksum\":\"sha256:)[0-9a-f]{64}",
                    new string('0', 64)
                )
                .PadRight(1023) + "\n";
        text = text.Replace(new string('0', 64), Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text))));
        Encoding.ASCII.GetBytes(text[..1024]).CopyTo(document);
        File.WriteAllBytes(path, bytes);
    }
}
