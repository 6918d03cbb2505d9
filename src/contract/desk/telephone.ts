import { z } from 'zod';
import { fitnessStep, fitnessReport, opinionScore } from '../quality.ts';
import { qualityTroubles } from '../../domain/quality/trouble.ts';
import { id, instant } from '../common.ts';
import { reasonCode } from '../reasons.ts';

/** An audio device as the system names it. `id` is good for this device's Zari only. */
export const audioDevice = z.object({ id: z.string().max(300), label: z.string().max(300) });
export const deviceRoles = ['microphone', 'speaker', 'ring'] as const;
/** `speaker` is where the caller is heard (the headset), `ring` where a call in is announced. */
export const deviceRole = z.enum(deviceRoles);

/** A headset with buttons that a program can hear (USB HID, telephony page). `id`: vendor and product, `0b0e:2e53`. */
export const headsetChoice = z.object({ id: z.string().max(60), name: z.string().max(200) });
/** `heard`: its buttons count. `busy`: another program has it. */
export const headset = headsetChoice.extend({ status: z.enum(['heard', 'idle', 'busy']) });

export const audioProcessing = z.object({
  echoCancellation: z.boolean(),
  noiseSuppression: z.boolean(),
  autoGainControl: z.boolean(),
});

/** The audio devices of this computer and what the operator chose of them. */
export const devices = z.object({
  microphones: z.array(audioDevice).max(100),
  speakers: z.array(audioDevice).max(100),
  /** What was chosen and is remembered; absent is the system's default. */
  chosen: z.object({
    microphone: audioDevice.optional(),
    speaker: audioDevice.optional(),
    ring: audioDevice.optional(),
  }),
  /** Chosen, but not plugged in: the system's default stands in until it is back. */
  missing: z.array(deviceRole),
  processing: audioProcessing,
  /** 0…1. */
  ringVolume: z.number().min(0).max(1),
  /** A headset whose buttons Zari hears (WebHID). */
  headset: z.object({ name: z.string().max(200) }).optional(),
  /** Every headset with buttons that Zari may use. */
  headsets: z.array(headset).max(20),
  /** The one whose buttons the operator wants; absent: that of the chosen sound, else any. */
  chosenHeadset: headsetChoice.optional(),
});

/** A colleague to whom calls can be handed over. `unknown` where the PBX does not tell. */
export const colleague = z.object({
  id,
  name: z.string().max(120),
  number: z.string().max(80),
  state: z.enum(['unknown', 'free', 'ringing', 'busy']),
});

/** Messages in the operator's mailbox (RFC 3842). */
export const mailbox = z.object({
  waiting: z.boolean(),
  fresh: z.number().int().nonnegative(),
  old: z.number().int().nonnegative(),
  /** What to dial to hear them, where the account or the PBX says so. */
  number: z.string().max(40).optional(),
});

/** How a handing over goes, on the call that is handed over. */
export const transfer = z.object({
  kind: z.enum(['blind', 'attended']),
  /** Where to: the number, and the name where one is known. */
  number: z.string().max(120),
  name: z.string().max(120).optional(),
  /** `asking`: the PBX was asked; `trying`, `ringing`: it reports (NOTIFY sipfrag); `failed`: back with the caller. */
  status: z.enum(['asking', 'trying', 'ringing', 'succeeded', 'failed']),
  /** SIP status of the failure, for support. */
  sipStatus: z.number().int().optional(),
  failure: reasonCode.optional(),
});

/** The recording at the PBX, where the account says how to pause it. */
export const recording = z.object({
  status: z.enum(['running', 'pausing', 'paused', 'resuming', 'failed']),
  /** It goes on by itself then. */
  resumesAt: instant.optional(),
});

/** The sound of a call at this moment. */
export const liveQuality = z.object({
  mos: opinionScore.optional(),
  /** What the operator should know now; the first is the worst. */
  troubles: z.array(z.enum(qualityTroubles)).max(6),
});

/** The check before a shift: running, or the last one of this operator on this device. */
export const fitness = z.object({
  status: z.enum(['none', 'running', 'done']),
  /** The steps so far. */
  steps: z.array(fitnessStep),
  /** The step under way, from 1. */
  current: z.number().int().positive().optional(),
  /** Why the last check ended before it was done: the operator stopped it, or a call came. */
  stopped: z.enum(['operator', 'call']).optional(),
  report: fitnessReport.optional(),
});

/** What can be done by a key while another program is in front. */
export const globalActions = ['answer', 'hangUp', 'mute', 'hold', 'show'] as const;
/** A key for the whole computer, as Electron writes it: `Ctrl+Shift+M`. `taken`: another program has it. */
export const globalKey = z.object({
  action: z.enum(globalActions),
  accelerator: z.string().max(60).optional(),
  status: z.enum(['off', 'active', 'taken', 'unsupported']),
});

export type AudioDevice = z.infer<typeof audioDevice>;
export type Headset = z.infer<typeof headset>;
export type AudioProcessing = z.infer<typeof audioProcessing>;
export type DeviceRole = z.infer<typeof deviceRole>;
export type Devices = z.infer<typeof devices>;
export type Colleague = z.infer<typeof colleague>;
export type Mailbox = z.infer<typeof mailbox>;
export type Transfer = z.infer<typeof transfer>;
export type Recording = z.infer<typeof recording>;
export type LiveQuality = z.infer<typeof liveQuality>;
export type Fitness = z.infer<typeof fitness>;
export type GlobalAction = (typeof globalActions)[number];
export type GlobalKey = z.infer<typeof globalKey>;
