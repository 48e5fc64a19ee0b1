using Wsm.Peers;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Attacks;

/// <summary>Disks that are full or fail, folders that are gone, and little memory.</summary>
public sealed class FaultyDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_note_of_a_push_is_whole_or_the_old_one_and_the_exit_code_says_so()
    {
        await using var disk = await SmallDisk.MountAsync(_folder["disk"], "8m");
        await WholeBundle.WriteAsync(_folder["disk", "bundle"]);
        _folder.Write("disk/bundle/relocation.json", "the old note");
        await using var registry = await RegistryProcess.StartAsync();
        disk.FillUpTo(_folder["disk", "full"], 0);

        var run = await RunAsync("push", "-b", "disk/bundle", "--registry", registry.Host);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("relocation.json could not be written", run.Error);
        Assert.Equal("the old note", File.ReadAllText(_folder["disk", "bundle", "relocation.json"]));
    }

    [Fact]
    public async Task A_working_folder_that_is_gone_ends_no_command_in_a_crash()
    {
        var run = await Tool.TryRunAsync(
            "bash",
            [
                "-c",
                "mkdir gone && cd gone && rmdir ../gone && exec dotnet exec \"$0\" version",
                Path.Combine(AppContext.BaseDirectory, "wsm.dll"),
            ],
            _folder.Path
        );

        Assert.Equal((0, true), (run.ExitCode, run.Output.StartsWith("wsm ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_disk_that_fails_while_a_file_is_written_leaves_the_old_one_and_is_no_bug()
    {
        await WholeBundle.WriteAsync(_folder["bundle"]);
        await Openssl.MakeKeyAsync(_folder.Path, "a");
        Assert.Equal(0, (await RunAsync("sign", "--key", "a.pem")).ExitCode);
        Assert.Equal(0, (await RunAsync("pack", "good.wsm")).ExitCode);
        _folder.Write("fail.c", Shim);
        await Tool.RunAsync("gcc", ["-shared", "-fPIC", "-o", _folder["fail.so"], _folder["fail.c"], "-ldl"]);
        var signature = File.ReadAllText(_folder["bundle", "bundle.json.sig"]);
        var statement = File.ReadAllText(_folder["bundle", "bundle.json.dsse"]);

        foreach (var command in (string[])["pack out.wsm", "unpack good.wsm -b unpacked", "sign --key a.pem --replace"])
        {
            foreach (var after in (int[])[0, 2])
            {
                var run = await Tool.TryRunAsync(
                    "env",
                    [
                        $"LD_PRELOAD={_folder["fail.so"]}",
                        $"FAIL_UNDER={_folder.Path}",
                        $"FAIL_AFTER={after}",
                        "dotnet",
                        "exec",
                        Path.Combine(AppContext.BaseDirectory, "wsm.dll"),
                        .. command.Split(' '),
                    ],
                    _folder.Path
                );
                Assert.DoesNotContain("bug in wsm", run.Error);
                Assert.DoesNotContain("Unhandled", run.Error);
                Assert.InRange(run.ExitCode, 0, 4);
            }
        }

        Assert.Equal(signature, File.ReadAllText(_folder["bundle", "bundle.json.sig"]));
        Assert.Equal(0, (await RunAsync("verify", "--verify-key", "a.pub")).ExitCode);
        // That was perhaps said anew before the disk failed, which is as good.
        File.WriteAllText(_folder["bundle", "bundle.json.dsse"], statement);
        File.Delete(_folder["out.wsm"]);
        Assert.Equal(0, (await RunAsync("pack", "out.wsm")).ExitCode);
        Assert.Equal(File.ReadAllBytes(_folder["good.wsm"]), File.ReadAllBytes(_folder["out.wsm"]));
    }

    [Fact]
    public void A_tag_and_a_digest_that_are_too_long_for_a_file_name_together_are_shortened()
    {
        var reference = Wsm.Oci.References.ImageReference.Parse($"example.org/a:{new string('t', 128)}@sha512:{new string('a', 128)}");
        var other = Wsm.Oci.References.ImageReference.Parse($"example.org/a:{new string('t', 128)}@sha512:{new string('b', 128)}");

        var (one, two) = (Wsm.Bundles.Locks.BundleNames.ArchiveOf(reference), Wsm.Bundles.Locks.BundleNames.ArchiveOf(other));

        Assert.NotEqual(one, two);
        Assert.All((string[])[one, two], name => Assert.InRange(Path.GetFileName(name + ".stale.partial").Length, 100, 255));
    }

    private Task<RunResult> RunAsync(params string[] arguments) =>
        RunResult.OfAsync(_folder.Path, arguments, TestContext.Current.CancellationToken);

    /// <summary>Writing and flushing of files below a folder fails with EIO, after the first few calls.</summary>
    private const string Shim = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/types.h>
        #include <unistd.h>

        static int calls;

        static int fails(int fd)
        {
            char link[64], path[4096];
            const char *under = getenv("FAIL_UNDER"), *after = getenv("FAIL_AFTER");
            ssize_t length;
            snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
            length = readlink(link, path, sizeof path - 1);
            if (length <= 0 || !under || !after) return 0;
            path[length] = 0;
            if (strncmp(path, under, strlen(under)) != 0) return 0;
            return __sync_fetch_and_add(&calls, 1) >= atoi(after);
        }

        ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
        {
            static ssize_t (*real)(int, const void *, size_t, off64_t);
            if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
            if (fails(fd)) { errno = EIO; return -1; }
            return real(fd, data, size, at);
        }

        ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return pwrite64(fd, data, size, at); }

        ssize_t write(int fd, const void *data, size_t size)
        {
            static ssize_t (*real)(int, const void *, size_t);
            if (!real) real = dlsym(RTLD_NEXT, "write");
            if (fails(fd)) { errno = EIO; return -1; }
            return real(fd, data, size);
        }

        int fsync(int fd)
        {
            static int (*real)(int);
            if (!real) real = dlsym(RTLD_NEXT, "fsync");
            if (fails(fd)) { errno = EIO; return -1; }
            return real(fd);
        }
        """;
}
