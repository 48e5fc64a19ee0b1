using System.Runtime.Versioning;
using Wsm.Oci.Files;
using Wsm.Peers;

namespace Wsm.Oci.Tests.Files;

/// <summary>Both ways to stay below a folder: by open folders, and part by part.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class GuardedFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public GuardedFolderTests() => _folder.Write("outside/precious", "precious");

    public static TheoryData<bool> Ways => [true, false];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public void Files_are_made_read_renamed_listed_and_deleted_with_the_folders_they_leave_empty(bool linux)
    {
        var folder = Open(linux);
        using (var file = folder.Create("a/b/c"))
        {
            RandomAccess.Write(file, "text"u8, 0);
        }

        Assert.Equal("text"u8.ToArray(), folder.ReadAll("a/b/c", 4));
        Assert.Equal(4, folder.LengthOf(folder.PathOf("a/b/c")));
        folder.Rename("a/b/c", "a/d/e");
        Assert.Equal(["a/d/e"], folder.List("a").Select(found => found.Name));
        Assert.False(folder.Contains("a/b/c"));
        Assert.Null(folder.Open("a/b/c"));
        Assert.Null(folder.Open("none/b/c"));
        folder.DeleteWithEmptyFolders("a/d/e");
        folder.Delete("a/d/e");
        Assert.Equal(["a"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
        Assert.Throws<IOException>(() => new GuardedFolder(_folder["outside"]).ReadAll("precious", 3));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void No_link_is_followed_wherever_it_stands(bool linux)
    {
        var folder = Open(linux);
        Directory.CreateDirectory(folder.Path);
        Directory.CreateSymbolicLink(folder.PathOf("up"), _folder["outside"]);
        File.CreateSymbolicLink(folder.PathOf("file"), _folder["outside", "precious"]);
        File.CreateSymbolicLink(folder.PathOf("dangling"), _folder["outside", "new"]);

        foreach (var name in (string[])["up/precious", "file", "dangling", "up/new/deep"])
        {
            Assert.Throws<UnsafeFileException>(() => folder.Open(name));
            Assert.Throws<UnsafeFileException>(() => folder.OpenOrCreate(name));
            Assert.Throws<UnsafeFileException>(() => folder.OpenExclusively(name));
            Assert.ThrowsAny<IOException>(() => folder.Create(name));
            Assert.Throws<UnsafeFileException>(() => folder.Contains(name));
        }

        Assert.Throws<UnsafeFileException>(() => folder.Rename("up/precious", "mine"));
        Assert.Throws<UnsafeFileException>(() => folder.DeleteWithEmptyFolders("up/precious"));
        Assert.Throws<UnsafeFileException>(() => folder.CreateFolder("up/new"));
        Assert.Equal(
            [("dangling", EntryKind.Link), ("file", EntryKind.Link), ("up", EntryKind.Link)],
            Directory
                .GetFileSystemEntries(folder.Path)
                .Select(path => Path.GetFileName(path)!)
                .Order(StringComparer.Ordinal)
                .Select(name => (name, folder.Look(name).Kind))
        );
        folder.Delete("file");
        folder.Delete("up");
        AtomicFile.Write(folder, "dangling", "mine"u8);
        Assert.Equal("mine"u8.ToArray(), folder.ReadAll("dangling", 4));
        Assert.Equal(["precious"], Directory.GetFileSystemEntries(_folder["outside"]).Select(Path.GetFileName));
        Assert.Equal("precious", File.ReadAllText(_folder["outside", "precious"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../outside/precious")]
    [InlineData("a/../../outside/precious")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("a\0b")]
    public void A_name_that_leads_elsewhere_is_refused(string name)
    {
        Assert.Throws<UnsafeFileException>(() => Open(linux: true).Open(name));
        Assert.Throws<UnsafeFileException>(() => Open(linux: false).Open(name));
    }

    [Fact]
    public async Task A_pipe_is_refused_and_not_waited_for()
    {
        var folder = Open(linux: true);
        Directory.CreateDirectory(folder.Path);
        await Tool.RunAsync("mkfifo", [folder.PathOf("pipe")]);

        Assert.Throws<UnsafeFileException>(() => folder.Open("pipe"));
        Assert.Throws<UnsafeFileException>(() => folder.OpenOrCreate("pipe"));
        Assert.Throws<UnsafeFileException>(() => folder.LengthOf("pipe"));
        Assert.Throws<UnsafeFileException>(() => RegularFile.Open(folder.PathOf("pipe")));
        Assert.Throws<UnsafeFileException>(() => RegularFile.Open("/dev/zero"));
    }

    [Fact]
    public async Task A_file_that_has_another_name_outside_is_not_written_to()
    {
        var folder = Open(linux: true);
        folder.CreateFolder("a");
        await Tool.RunAsync("ln", [_folder["outside", "precious"], folder.PathOf("a/name")]);

        Assert.Throws<UnsafeFileException>(() => folder.OpenOrCreate("a/name"));
        Assert.Equal("precious"u8.ToArray(), folder.ReadAll("a/name", 100));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_file_is_held_by_one_only(bool linux)
    {
        var folder = Open(linux);
        using (folder.OpenExclusively("lock"))
        {
            Assert.Throws<FileInUseException>(() => folder.OpenExclusively("lock"));
        }

        folder.OpenExclusively("lock").Dispose();
    }

    [Fact]
    public void A_secret_is_its_owners_from_the_first_byte_whatever_was_there()
    {
        var path = _folder.Write("open", "for everybody");

        AtomicFile.Write(path, "secret"u8, new AtomicFileOptions { OwnerOnly = true });

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    private GuardedFolder Open(bool linux) => new(_folder["inside"], linux ? new LinuxFolder() : new PlainFolder());
}
