namespace EdgeAgent.Native;

/// <summary>Names a file for good, by whatever path, hard link or bind mount it is reached.</summary>
internal readonly record struct FileId(uint DeviceMajor, uint DeviceMinor, ulong Inode);
