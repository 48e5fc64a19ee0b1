namespace Wsm.Product.Failures;

/// <summary>The steps that a library can advise; the program has the words, because it has the commands and options.</summary>
public enum RemedyKind
{
    VerifyBundle,
    UnpackBundle,
    ResumeDownload,
    MakeBundle,

    /// <summary>The subject is the folder of a bundle that was probably meant.</summary>
    UseBundle,
    UseOtherFolder,
    UseOtherFolderOrMode,
    UseOtherFolderOrFreeSpace,
    MoveFileOrUseOtherFolder,

    /// <summary>The subject is the layout that the folder has.</summary>
    KeepLayout,
    ChoosePlatform,
    NameImage,
    SplitForFat32,
    LargerVolumes,

    /// <summary>The subject is the smallest size in bytes.</summary>
    VolumesOfAtLeast,
    TakeInventory,
    TakeReadableInventory,
    WriteRepairRequest,
    SignBundle,
    SignByAnother,
    AgreeOrSignAlone,
    AllowOlder,
    SignAgain,
    FinishDownloadThenSign,
    RenewLock,
    GiveKeyPassphrase,
    ReplaceTag,
    RecordPush,
    NameContainerd,
    NameContainerdClient,
}
