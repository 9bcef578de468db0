/** Names of the kernel (`uname -m`) to names of images. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  armv7l: 'arm',
  armv6l: 'arm',
  i386: '386',
  i686: '386',
}

/** What else runs natively, without emulation. */
const ALSO_RUNS: Readonly<Record<string, readonly string[]>> = { amd64: ['386'], arm64: ['arm'] }

/** The engine's architecture in the words of images: `amd64` for `x86_64`. */
export function imageArchitecture(kernelName: string): string {
  return ARCHITECTURES[kernelName] ?? kernelName
}

/** Whether an image of that architecture runs natively. Emulation would be measured instead of the image. */
export function runsNatively(image: string, engine: string): boolean {
  const native = imageArchitecture(engine)
  return imageArchitecture(image) === native || (ALSO_RUNS[native] ?? []).includes(image)
}

/** The platform that the engine runs without emulation: `linux/amd64`. */
export function platformOf(info: { readonly OSType: string; readonly Architecture: string }): string {
  return `${info.OSType}/${imageArchitecture(info.Architecture)}`
}

/** Whether an image is of the platform that is asked for. A variant counts where both name one: `linux/arm64` is `linux/arm64/v8`. */
export function isPlatform(image: ImagePlatform, asked: string): boolean {
  const [os, architecture = '', variant] = asked.toLowerCase().split('/')
  if (image.Os !== os || imageArchitecture(image.Architecture) !== imageArchitecture(architecture)) return false
  return !variant || !image.Variant || image.Variant === variant
}

/** As the engine says it of an image. */
export type ImagePlatform = {
  readonly Os: string
  readonly Architecture: string
  readonly Variant?: string | undefined
}

/** `os/arch` or `os/arch/variant`. */
export function formatPlatform({ Os, Architecture, Variant }: ImagePlatform): string {
  return `${Os}/${Architecture}${Variant ? `/${Variant}` : ''}`
}
