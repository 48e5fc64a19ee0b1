namespace Wsm.Oci.Files;

internal static class EntryKinds
{
    public static string Refusal(string path, EntryKind kind) =>
        kind switch
        {
            EntryKind.Link => $"'{path}' is a link, and links are not followed there",
            EntryKind.Special => $"'{path}' is a pipe, a socket or a device, not a file",
            EntryKind.Folder => $"'{path}' is a folder, not a file",
            _ => $"'{path}' is not a folder",
        };
}
