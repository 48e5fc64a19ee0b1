using Wsm.Product.Failures;

namespace Wsm.Terminal;

/// <summary>What the libraries advise, in the words of this program's commands and options.</summary>
internal static class RemedyText
{
    public const string VerifyBundle = "'wsm verify' lists everything that is missing or damaged.";

    public static string Of(Remedy remedy) =>
        remedy.Kind switch
        {
            RemedyKind.VerifyBundle => VerifyBundle,
            RemedyKind.UnpackBundle => "'wsm unpack' makes a folder of it.",
            RemedyKind.ResumeDownload => "The same 'wsm download' continues where it stopped; 'wsm' alone shows how far it got.",
            RemedyKind.MakeBundle => "'wsm download' makes one, where there is internet; --bundle names one that is elsewhere.",
            RemedyKind.UseBundle => $"There is one in '{remedy.Subject}'; --bundle names it.",
            RemedyKind.UseOtherFolder => "Choose another with --bundle.",
            RemedyKind.UseOtherFolderOrMode => "Choose another with --bundle, or change its owner or mode.",
            RemedyKind.UseOtherFolderOrFreeSpace =>
                "Free space, or choose a folder on another disk with --bundle. Nothing that has arrived is lost.",
            RemedyKind.MoveFileOrUseOtherFolder => "Move it elsewhere, or choose another folder with --bundle.",
            RemedyKind.KeepLayout => $"Use --layout {remedy.Subject}, or another folder.",
            RemedyKind.ChoosePlatform => "Choose with --platform.",
            RemedyKind.NameImage => "Name it with --as REFERENCE.",
            RemedyKind.SplitForFat32 => "Add --volume fat32.",
            RemedyKind.LargerVolumes => "Choose larger ones with --volume.",
            RemedyKind.VolumesOfAtLeast => $"Make them at least {remedy.Subject} bytes with --volume.",
            RemedyKind.TakeInventory => "'wsm inventory' writes one, at the receiving side.",
            RemedyKind.TakeReadableInventory => "'wsm inventory' writes one; a bundle's folder or bundle.json is one too.",
            RemedyKind.WriteRepairRequest => "'wsm verify --repair-request FILE' writes one.",
            RemedyKind.SignBundle => "'wsm sign' signs it, where it was made.",
            RemedyKind.SignByAnother => "Let another of them sign it too, with 'wsm sign'.",
            RemedyKind.AgreeOrSignAlone => "Sign without --serial and --expires to agree, or with --replace to drop what they signed.",
            RemedyKind.SignAgain =>
                "Copy the file again from where the bundle was signed; there 'wsm sign' agrees to what another signer said.",
            RemedyKind.AllowOlder => "Ask for the newest one; if this one is meant, --allow-older uses it.",
            RemedyKind.FinishDownloadThenSign => "Run 'wsm download' again, then sign.",
            RemedyKind.RenewLock => "Copy the file again from where the bundle was made, or run 'wsm download' again.",
            RemedyKind.GiveKeyPassphrase => "Give it with --key-passphrase-file FILE, or in $WSM_KEY_PASSWORD or $COSIGN_PASSWORD.",
            RemedyKind.NameContainerd =>
                "Start it, or name its socket with --address (K3s and RKE2: /run/k3s/containerd/containerd.sock). It takes "
                    + "orders from root "
                    + "only.",
            RemedyKind.NameContainerdClient =>
                "Run this on a node that has containerd, or name its client with --ctr FILE (RKE2: /var/lib/rancher/rke2/bin/ctr).",
            RemedyKind.RecordPush => "'wsm push' writes it: relocation.json in the bundle's folder, or where --relocation-file says.",
            RemedyKind.ReplaceTag => "Find out who put it there, and why; without --no-replace it is replaced.",
            _ => throw new ArgumentOutOfRangeException(nameof(remedy), remedy.Kind, "no words for this remedy"),
        };
}
