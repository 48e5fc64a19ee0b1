namespace Wsm.Oci.Registry.Options;

public enum UploadOutcome
{
    /// <summary>The repository had the blob already.</summary>
    Present,

    /// <summary>Linked from another repository; no byte was sent.</summary>
    Mounted,

    Uploaded,
}
