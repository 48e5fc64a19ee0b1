using System.Diagnostics;
using Wsm.Bundles.Locks;
using Wsm.Peers;
using Wsm.Tests.Bundles;
using Wsm.Tests.Install;

namespace Wsm.Tests.Pack;

/// <summary>
/// The program is killed when it has written a random share; what it leaves must lead to the same bytes as an undisturbed run.
/// </summary>
public sealed class PackKillTests
{
    private const int Kills = 20;
    private const int LayerLength = 12_000_000;

    [Theory]
    [InlineData("--volume", "9M")]
    [InlineData]
    public async Task After_any_number_of_kills_the_volumes_are_the_same(params string[] volume)
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder["bundle"], BundleLayout.Archives);
        string[] pack = ["pack", "-q", "-b", "bundle", .. volume];
        Assert.Equal(0, (await WsmProcess.RunAsync(folder.Path, [.. pack, "right/x.wsm"])).ExitCode);
        var right = Snapshot.Of(folder["right"]);
        Directory.CreateDirectory(folder["killed"]);

        await KillAsync(folder.Path, folder["killed"], TotalOf(folder["right"]), [.. pack, "killed/x.wsm"], () =>
            Assert.All(Snapshot.Of(folder["killed"]).Where(file => !file.Key.EndsWith(".partial", StringComparison.Ordinal)), file =>
                Assert.Equal(right[file.Key], file.Value)
            )
        );

        var last = await WsmProcess.RunAsync(folder.Path, [.. pack, "killed/x.wsm"]);
        Assert.Equal((0, ""), (last.ExitCode, last.Error));
        Assert.Equal(right, Snapshot.Of(folder["killed"]));
    }

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task After_any_number_of_kills_the_unpacked_folder_is_the_same(BundleLayout layout)
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder["bundle"], layout);
        Assert.Equal(0, (await WsmProcess.RunAsync(folder.Path, "pack", "-q", "packed/x.wsm", "--volume", "9M")).ExitCode);
        var right = Snapshot.Of(folder["bundle"]);
        string[] unpack = ["unpack", "-q", "packed", "-b", "killed"];
        Directory.CreateDirectory(folder["killed"]);

        await KillAsync(folder.Path, folder["killed"], TotalOf(folder["bundle"]), unpack, () =>
            Assert.All(Snapshot.Of(folder["killed"]).Where(file => !file.Key.EndsWith(".partial", StringComparison.Ordinal)), file =>
                Assert.Equal(right[file.Key], file.Value)
            )
        );

        var last = await WsmProcess.RunAsync(folder.Path, unpack);
        Assert.Equal((0, ""), (last.ExitCode, last.Error));
        Assert.Equal(right, Snapshot.Of(folder["killed"]));
    }

    private static async Task WriteAsync(string folder, BundleLayout layout)
    {
        var source = new MemorySource();
        var images = new[]
        {
            await source.PlanAsync("example.org/a:1", TestImages.Random(95, LayerLength, 1000, LayerLength), layout),
            await source.PlanAsync("example.org/b:1", TestImages.Random(96, 300_000, LayerLength), layout),
        };
        Assert.True((await MemorySource.WriteAsync(MemorySource.Order(folder, images, layout))).IsFinished);
    }

    /// <summary>Each kill comes a little later than the one before, so that what an earlier run left is always gone on from.</summary>
    private static async Task KillAsync(string folder, string target, long total, string[] arguments, Action look)
    {
        var random = new Random(97);
        var interrupted = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            var limit = total * (kill + random.NextDouble()) / (Kills + 1);
            var start = new ProcessStartInfo(InstalledProgramTests.Program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            while (!process.HasExited && Written(target) < limit)
            {
                Thread.Sleep(1);
            }

            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            look();
            if (Directory.GetFiles(target, "*.partial", SearchOption.AllDirectories).Length > 0)
            {
                interrupted++;
            }
        }

        Assert.True(interrupted > Kills / 4, $"only {interrupted} of {Kills} kills came before the end");
    }

    private static long TotalOf(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);

    /// <summary>Bytes under way; files that are reserved as a whole count by what is in them, at a hundred places.</summary>
    private static long Written(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Sum(BytesIn);

    private static long BytesIn(string path)
    {
        const int Samples = 100;
        try
        {
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(file);
            if (!path.EndsWith(".tgz.partial", StringComparison.Ordinal))
            {
                return length;
            }

            var buffer = new byte[64];
            return Enumerable
                    .Range(0, Samples)
                    .Count(i => RandomAccess.Read(file, buffer, length * i / Samples) > 0 && buffer.AsSpan().ContainsAnyExcept((byte)0))
                * length
                / Samples;
        }
        catch (IOException)
        {
            // It has just taken its final name, or is held for writing alone.
            return path.EndsWith(".wsm.partial", StringComparison.Ordinal)
                ? new FileInfo(path) is { Exists: true } info
                    ? info.Length
                    : 0
                : 0;
        }
    }
}
